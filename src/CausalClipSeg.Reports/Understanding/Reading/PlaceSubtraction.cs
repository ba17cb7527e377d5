using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Takes excepted places out of those given: "both lungs sparing the apices". An exception that leaves nothing contradicts the rest and counts for nothing.</summary>
internal static class PlaceSubtraction
{
    public static IReadOnlyList<(FindingSide Side, ZoneSet Zones)> Subtract(IReadOnlyList<(FindingSide Side, ZoneSet Zones)> given, IReadOnlyList<PlaceGroup> excepted)
    {
        if (excepted.Count == 0) return given;
        var sided = excepted.Any(place => IsSided(place));
        // What names no side is cut as it stands, or looked at as both lungs where one of them is excepted.
        if (given is [(FindingSide.None, var zones)] && !sided) return [(FindingSide.None, excepted.Aggregate(zones, Less))];
        var left = Lung(given, FindingSide.Left);
        var right = Lung(given, FindingSide.Right);
        foreach (var place in excepted)
        {
            if (!IsSided(place) || place.Side is FindingSide.Left or FindingSide.Bilateral) left = Less(left, place);
            if (!IsSided(place) || place.Side is FindingSide.Right or FindingSide.Bilateral) right = Less(right, place);
        }

        return (left, right) switch
        {
            (null, null) => given,
            ({ } both, { } same) when both == same => [(FindingSide.Bilateral, both)],
            ({ } onLeft, { } onRight) => [(FindingSide.Left, onLeft), (FindingSide.Right, onRight)],
            ({ } onLeft, null) => [(FindingSide.Left, onLeft)],
            (null, { } onRight) => [(FindingSide.Right, onRight)],
        };
    }

    private static bool IsSided(PlaceGroup place) => place.Side != FindingSide.None && !place.IsInferred;

    private static ZoneSet? Lung(IReadOnlyList<(FindingSide Side, ZoneSet Zones)> given, FindingSide side)
    {
        foreach (var place in given)
            if (place.Side == side || place.Side is FindingSide.Bilateral or FindingSide.None) return place.Zones;
        return null;
    }

    private static ZoneSet? Less(ZoneSet? lung, PlaceGroup place) => lung is not { } zones || place.Zones == ZoneSet.None ? null : Less(zones, place);

    // A lung without zones is all of it.
    private static ZoneSet Less(ZoneSet zones, PlaceGroup place)
    {
        var rest = (zones == ZoneSet.None ? ZoneSet.All : zones) & ~place.Zones;
        return rest == ZoneSet.None || rest == zones ? zones : rest;
    }
}
