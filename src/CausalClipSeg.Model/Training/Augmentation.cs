namespace CausalClipSeg.Model;

/// <summary>How far a training picture may be changed; captions change with it.</summary>
public sealed record AugmentationOptions
{
    public double Flip { get; init; } = 0.5;

    public double Rotation { get; init; } = 10;

    public double Scale { get; init; } = 0.15;

    public double Shift { get; init; } = 0.06;

    public double Contrast { get; init; } = 0.25;

    /// <summary>Probability of a caption without its count.</summary>
    public double DropCount { get; init; } = 0.15;

    /// <summary>Probability of a caption without its zones.</summary>
    public double DropZones { get; init; } = 0.1;

    /// <summary>Probability that a bilateral caption asks for one side only, whose lesions alone are then the answer.</summary>
    public double OneSide { get; init; } = 0.35;

    /// <summary>Probability that a unilateral caption asks for the other side instead, where nothing is: the answer is then empty.</summary>
    public double OtherSide { get; init; } = 0.1;

    /// <summary>Probability that the places are told in a report's words and not in the caption grammar.</summary>
    public double ReportWords { get; init; } = 0.15;

    /// <summary>Geometry and contrast changed so many times as far; the words as before.</summary>
    public AugmentationOptions Times(double strength) =>
        this with { Rotation = Rotation * strength, Scale = Math.Min(Scale * strength, 0.9), Shift = Shift * strength, Contrast = Math.Min(Contrast * strength, 0.9) };

    public static AugmentationOptions None { get; } = new()
    {
        Flip = 0, Rotation = 0, Scale = 0, Shift = 0, Contrast = 0, DropCount = 0, DropZones = 0, OneSide = 0, OtherSide = 0, ReportWords = 0,
    };
}

/// <summary>Draws one changed version of a sample: geometry, brightness and words together, so that they stay true to each other.</summary>
internal sealed class Augmentation(AugmentationOptions options, CaptionGrammar grammar)
{
    private enum Half { Both, Left, Right, Neither }

    /// <summary>Writes picture and mask (0..1) to the spans and returns the sentence that fits them.</summary>
    public string Draw(StoredSample sample, int side, Random random, Span<float> image, Span<float> mask)
    {
        var flip = random.NextDouble() < options.Flip;
        var (text, half) = Words(sample.Text, flip, random);
        var placed = Placement.Draw(options, sample.Mask, side, random);
        var (gain, bias) = ((float)(1 + Around(random, options.Contrast)), (float)Around(random, options.Contrast / 2));
        var centre = (side - 1) / 2f;
        // After a flip the viewer's left half of the picture comes from the right half of the source.
        var keep = half is Half.Both or Half.Neither ? half : (half == Half.Left) ^ flip ? Half.Left : Half.Right;
        for (int row = 0, at = 0; row < side; row++)
            for (var column = 0; column < side; column++, at++)
            {
                float dx = (flip ? side - 1 - column : column) - centre, dy = row - centre;
                var (x, y) = placed.Source(dx, dy);
                image[at] = Math.Clamp((Sampled(sample.Image, side, x, y) - 0.5f) * gain + 0.5f + bias, 0, 1);
                mask[at] = Kept(keep, x < centre) ? Sampled(sample.Mask, side, x, y) : 0;
            }
        return text;
    }

    private static bool Kept(Half keep, bool isLeft) => keep switch
    {
        Half.Both => true,
        Half.Neither => false,
        _ => (keep == Half.Left) == isLeft,
    };

    private (string Text, Half Half) Words(string text, bool flip, Random random)
    {
        if (grammar.Parse(text) is not { } places)
            return (flip ? SideWords.Swap(text) : text, Half.Both);
        (places, var half) = Asked(flip ? places.Mirrored : places, random);
        if (random.NextDouble() < options.DropZones)
            places = new LesionPlaces(places.Left is null ? null : [], places.Right is null ? null : []);
        var (inReportWords, dropCount) = (random.NextDouble() < options.ReportWords, random.NextDouble() < options.DropCount);
        var sentence = inReportWords ? ReportWording.Of(places, random)
            : dropCount ? grammar.Compose(places.Left, places.Right, 0)
            : grammar.Compose(places.Left, places.Right);
        return (sentence, half);
    }

    /// <summary>What is asked for: the sample's places, one side of them, or the side where nothing is.</summary>
    private (LesionPlaces Places, Half Half) Asked(LesionPlaces places, Random random)
    {
        if (places.Bilateral)
            return random.NextDouble() >= options.OneSide ? (places, Half.Both)
                : random.Next(2) == 0 ? (places with { Right = null }, Half.Left)
                : (places with { Left = null }, Half.Right);
        return random.NextDouble() < options.OtherSide ? (places.Mirrored, Half.Neither) : (places, Half.Both);
    }

    internal static double Around(Random random, double range) => (random.NextDouble() * 2 - 1) * range;

    private static float Sampled(byte[] plane, int side, float x, float y)
    {
        var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var (fx, fy) = (x - left, y - top);
        if ((uint)left >= (uint)(side - 1) || (uint)top >= (uint)(side - 1))
            return left < -1 || top < -1 || left >= side || top >= side ? 0 : Edge(plane, side, left, top, fx, fy);
        var at = top * side + left;
        var upper = plane[at] + (plane[at + 1] - plane[at]) * fx;
        var lower = plane[at + side] + (plane[at + side + 1] - plane[at + side]) * fx;
        return (upper + (lower - upper) * fy) / 255f;
    }

    private static float Edge(byte[] plane, int side, int left, int top, float fx, float fy)
    {
        float At(int x, int y) => (uint)x < (uint)side && (uint)y < (uint)side ? plane[y * side + x] : 0;
        var upper = At(left, top) * (1 - fx) + At(left + 1, top) * fx;
        var lower = At(left, top + 1) * (1 - fx) + At(left + 1, top + 1) * fx;
        return (upper * (1 - fy) + lower * fy) / 255f;
    }
}
