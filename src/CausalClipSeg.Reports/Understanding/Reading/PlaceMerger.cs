using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Makes of all places given to a finding, less those excepted, the fewest that say the same.</summary>
internal static class PlaceMerger
{
    /// <param name="finding">What was given, and what was taken out again.</param>
    /// <param name="isBothSided">True where a finding without a side means both.</param>
    public static IReadOnlyList<(FindingSide Side, ZoneSet Zones)> Merge(FoundFinding finding, bool isBothSided) =>
        PlaceSubtraction.Subtract(Given(finding.Places, isBothSided), finding.Excepted);

    private static IReadOnlyList<(FindingSide Side, ZoneSet Zones)> Given(List<PlaceGroup> places, bool isBothSided)
    {
        var unsaid = isBothSided ? FindingSide.Bilateral : FindingSide.None;
        if (places.Count == 0) return [(unsaid, ZoneSet.None)];
        var zones = new ZoneSet[4];
        var named = new bool[4];
        // A side that only a plural suggests gives way to one that is named.
        var isNamed = places.Exists(place => place.Side != FindingSide.None && !place.IsInferred);
        foreach (var place in places)
        {
            var side = place.IsInferred && isNamed ? FindingSide.None : place.Side;
            zones[(int)side] |= place.Zones;
            named[(int)side] = true;
        }

        var sides = new[] { FindingSide.Left, FindingSide.Right, FindingSide.Bilateral }.Where(side => named[(int)side]).ToList();
        if (sides.Count == 0) return [(unsaid, zones[0])];
        // Zones without a side belong to whichever sides are named.
        foreach (var side in sides) zones[(int)side] |= zones[0];
        if (!named[(int)FindingSide.Bilateral]) return [.. sides.Select(side => (side, zones[(int)side]))];
        var both = zones[(int)FindingSide.Bilateral];
        var left = both | zones[(int)FindingSide.Left];
        var right = both | zones[(int)FindingSide.Right];
        return left == right ? [(FindingSide.Bilateral, left)] : [(FindingSide.Left, left), (FindingSide.Right, right)];
    }
}
