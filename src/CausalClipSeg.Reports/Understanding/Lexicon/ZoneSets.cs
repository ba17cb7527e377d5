namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>Turns zone sets into the ordered list that findings carry.</summary>
internal static class ZoneSets
{
    private static readonly IReadOnlyList<LungZone>[] _lists =
        [.. Enumerable.Range(0, 8).Select(bits => (IReadOnlyList<LungZone>)[.. Enum.GetValues<LungZone>().Where(zone => (bits & (1 << (int)zone)) != 0)])];

    public static IReadOnlyList<LungZone> ToList(this ZoneSet zones) => _lists[(int)zones];
}
