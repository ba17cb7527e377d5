namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>The lead letter at the shoulder of the side it names; on a mirrored film it is mirrored too.</summary>
internal static class MarkerLayer
{
    private static readonly (float X, float Y)[] LetterL = [(-0.4f, -0.7f), (-0.4f, 0.7f), (0.45f, 0.7f)];

    private static readonly (float X, float Y)[] LetterR =
    [
        (-0.4f, 0.7f), (-0.4f, -0.7f), (0.15f, -0.7f), (0.42f, -0.52f), (0.45f, -0.35f), (0.42f, -0.18f), (0.15f, 0f), (-0.4f, 0f), (0.05f, 0f), (0.5f, 0.7f),
    ];

    public static void Draw(SyntheticCase spec, float[] pixels)
    {
        if (spec.Marker == SideMarker.None) return;
        var random = SeededRandom.For(spec.Seed, 9);
        var size = random.Between(0.018f, 0.03f) * MathF.Min(spec.Rows, spec.Columns);
        var atLeftOfImage = spec.Marker == SideMarker.Right != spec.Mirrored;
        var centreX = (atLeftOfImage ? random.Between(0.06f, 0.10f) : random.Between(0.90f, 0.94f)) * spec.Columns;
        var centreY = random.Between(0.07f, 0.2f) * spec.Rows;
        var letter = Letter(spec.Marker, size);
        for (var row = 0; row < letter.Rows; row++)
        {
            for (var column = 0; column < letter.Columns; column++)
            {
                var source = spec.Mirrored ? letter.Columns - 1 - column : column;
                int r = (int)centreY + row - letter.Rows / 2, c = (int)centreX + column - letter.Columns / 2;
                if (r < 0 || c < 0 || r >= spec.Rows || c >= spec.Columns) continue;
                ref var pixel = ref pixels[r * spec.Columns + c];
                pixel = MathF.Max(pixel, MathF.Min(1f, 1.3f * letter.Values[row * letter.Columns + source]));
            }
        }
    }

    private static Plane Letter(SideMarker marker, float size)
    {
        var plane = new Plane(1f, 1f, size);
        var points = marker == SideMarker.Left ? LetterL : LetterR;
        for (var i = 1; i < points.Length; i++) plane.Stroke(points[i - 1].X, points[i - 1].Y, points[i].X, points[i].Y, 0.13f, 1f);
        return plane;
    }
}
