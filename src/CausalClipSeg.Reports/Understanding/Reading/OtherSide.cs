using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Reads "contralateral" and "on the other side" against the finding named before; without one there is no side to be other than.</summary>
internal static class OtherSide
{
    private const int Reach = 8;

    public static void Resolve(SentenceReading reading, List<FoundFinding> found, FoundFinding? before)
    {
        foreach (var cue in reading.Cues.Where(cue => cue.Is(CueKind.OtherSide)))
        {
            if (Named(reading, found, cue) is not { } named) continue;
            var earlier = found.LastOrDefault(f => f.Hit.End <= cue.Start && f != named && f.Places.Count > 0) ?? before;
            if (earlier is null || Opposite(PlaceMerger.Merge(earlier, false)) is not { } side) continue;
            var zones = named.Places.Where(place => place.Side == FindingSide.None).Aggregate(ZoneSet.None, (sum, place) => sum | place.Zones);
            named.Places.Clear();
            named.Places.Add(new(side, zones, false, cue.Start, cue.End));
        }
    }

    // "contralateral effusion", or "effusion on the other side".
    private static FoundFinding? Named(SentenceReading reading, List<FoundFinding> found, CueHit cue) =>
        found.FirstOrDefault(f => f.Hit.Start >= cue.End && f.Hit.Start - cue.End <= Reach)
        ?? found.LastOrDefault(f => f.Hit.End <= cue.Start && cue.Start - f.Hit.End <= Reach && !HasStop(reading, f.Hit.End, cue.Start));

    private static bool HasStop(SentenceReading reading, int from, int to)
    {
        for (var i = from; i < to; i++)
            if (reading.Kind(i) is Text.TokenKind.Comma or Text.TokenKind.Semicolon || (reading.CueFrom(i) is { } cue && cue.Is(CueKind.Stop | CueKind.And))) return true;
        return false;
    }

    private static FindingSide? Opposite(IReadOnlyList<(FindingSide Side, ZoneSet Zones)> places) => places switch
    {
        [(FindingSide.Left, _)] => FindingSide.Right,
        [(FindingSide.Right, _)] => FindingSide.Left,
        _ => null,
    };
}
