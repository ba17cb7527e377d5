namespace CausalClipSeg.Model;

/// <summary>
/// Where a training picture is cut out of its source: turned, scaled and shifted. A cut that would lose a zone with a lesion is not
/// made, because the sentence would then name what the picture no longer shows.
/// </summary>
internal readonly record struct Placement(float Cos, float Sin, float ShiftX, float ShiftY, float Centre)
{
    private const int Attempts = 8, Halves = 2, Thirds = 3;
    private const double LeastKept = 0.7;

    public static Placement Draw(AugmentationOptions options, byte[] mask, int side, Random random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var angle = Augmentation.Around(random, options.Rotation) * Math.PI / 180;
            var scale = 1 / (1 + Augmentation.Around(random, options.Scale));
            var placement = new Placement((float)(Math.Cos(angle) * scale), (float)(Math.Sin(angle) * scale),
                (float)(Augmentation.Around(random, options.Shift) * side), (float)(Augmentation.Around(random, options.Shift) * side), (side - 1) / 2f);
            if (placement.KeepsEveryZone(mask, side))
                return placement;
        }
        return new Placement(1, 0, 0, 0, (side - 1) / 2f);
    }

    /// <summary>The place in the source of a place in the new picture, both counted in pixels, the latter from the centre.</summary>
    public (float X, float Y) Source(float dx, float dy) => (Cos * dx - Sin * dy + Centre + ShiftX, Sin * dx + Cos * dy + Centre + ShiftY);

    /// <summary>Whether most of the lesion in each sixth of the source (half by third, as captions divide it) is still in the picture.</summary>
    public bool KeepsEveryZone(byte[] mask, int side)
    {
        Span<int> all = stackalloc int[Halves * Thirds], kept = stackalloc int[Halves * Thirds];
        for (int row = 0, at = 0; row < side; row++)
            for (var column = 0; column < side; column++, at++)
            {
                if (mask[at] < 128)
                    continue;
                var zone = row * Thirds / side * Halves + column * Halves / side;
                all[zone]++;
                if (Shows(column, row))
                    kept[zone]++;
            }
        for (var zone = 0; zone < all.Length; zone++)
            if (kept[zone] < LeastKept * all[zone])
                return false;
        return true;
    }

    private bool Shows(float x, float y)
    {
        var (fromX, fromY, square) = (x - Centre - ShiftX, y - Centre - ShiftY, Cos * Cos + Sin * Sin);
        var (dx, dy) = ((Cos * fromX + Sin * fromY) / square, (Cos * fromY - Sin * fromX) / square);
        return Math.Abs(dx) <= Centre + 0.5f && Math.Abs(dy) <= Centre + 0.5f;
    }
}
