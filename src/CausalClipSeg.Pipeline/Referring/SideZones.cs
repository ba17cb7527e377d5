namespace CausalClipSeg.Pipeline.Referring;

/// <summary>What a report says of one lung: not named at all, named without a zone, or the zones (upper, middle, lower from above).</summary>
internal sealed record SideZones(bool IsNamed, bool Upper, bool Middle, bool Lower)
{
    public static SideZones Unnamed { get; } = new(false, false, false, false);

    public static SideZones Named(IEnumerable<string> zones)
    {
        var set = zones.ToHashSet();
        return new SideZones(true, set.Contains("upper"), set.Contains("middle"), set.Contains("lower"));
    }

    public IReadOnlyList<string> Zones => [.. new[] { (Upper, "upper"), (Middle, "middle"), (Lower, "lower") }.Where(z => z.Item1).Select(z => z.Item2)];

    public SideZones Union(SideZones other) => new(IsNamed || other.IsNamed, Upper || other.Upper, Middle || other.Middle, Lower || other.Lower);

    /// <summary>Whether the other names no place that this one does not.</summary>
    public bool Covers(SideZones other) =>
        !other.IsNamed || (IsNamed && (Upper || !other.Upper) && (Middle || !other.Middle) && (Lower || !other.Lower));

    public override string ToString() => string.Join(' ', Zones);
}
