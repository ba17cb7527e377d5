namespace CausalClipSeg.Benchmarks.Learning;

/// <summary>A picture with one spot that the sentence means, and one in the other half that it does not.</summary>
internal sealed record Drawing(int Number, bool Left, int Zone, int OtherZone)
{
    public const int Side = 48;
    private static readonly string[] Zones = ["upper", "middle", "lower"];

    public string Text => $"unilateral pulmonary infection, one infected area, {Zones[Zone]} {(Left ? "left" : "right")} lung.";

    public static Drawing Of(int number)
    {
        var random = new Random(number);
        return new Drawing(number, random.Next(2) == 0, random.Next(3), random.Next(3));
    }

    public byte[] Pixels()
    {
        var random = new Random(Number + 100_000);
        var pixels = new byte[Side * Side];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(40 + random.Next(60));
        foreach (var i in Spot(Left, Zone).Concat(Spot(!Left, OtherZone)))
            pixels[i] = (byte)(110 + random.Next(90));
        return pixels;
    }

    public byte[] Mask()
    {
        var mask = new byte[Side * Side];
        foreach (var i in Spot(Left, Zone))
            mask[i] = 1;
        return mask;
    }

    private IEnumerable<int> Spot(bool left, int zone)
    {
        var random = new Random((Number * 10) + zone + (left ? 1000 : 0));
        var (row, column, radius) = (8 + (zone * 15) + random.Next(-2, 3), (left ? 12 : 36) + random.Next(-3, 4), 4 + random.Next(3));
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
                if (((y - row) * (y - row)) + ((x - column) * (x - column)) <= radius * radius)
                    yield return (y * Side) + x;
    }
}
