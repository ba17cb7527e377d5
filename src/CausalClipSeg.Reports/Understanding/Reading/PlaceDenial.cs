using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Tells a denial of one place from one of the finding: "consolidation in the right base, none on the left".</summary>
internal static class PlaceDenial
{
    private const int Reach = 3;

    /// <summary>True where the denial stands between a place of the finding and another one that it names itself.</summary>
    public static bool IsThereOnly(SentenceReading sentence, CueHit denial)
    {
        if (sentence.PlaceFrom(denial.Start) is not { Kind: PlaceKind.Except } || !IsSetApart(sentence, denial)) return false;
        if (!sentence.PlaceStartsBetween(denial.End, denial.End + Reach)) return false;
        var (side, zones) = Named(sentence, 0, denial.Start);
        var (there, thereZones) = Named(sentence, denial.End, denial.End + Reach);
        return (side != 0 && there != 0 && (side & there) == 0) || (zones != ZoneSet.None && thereZones != ZoneSet.None && (zones & thereZones) == ZoneSet.None);
    }

    private static bool IsSetApart(SentenceReading sentence, CueHit denial) =>
        sentence.Kind(denial.Start - 1) == TokenKind.Comma || (sentence.CueTo(denial.Start - 1) is { } cue && (cue.Is(CueKind.And) || cue.Cue.Phrase == "but"));

    // Sides as bits: left 1, right 2.
    private static (int Sides, ZoneSet Zones) Named(SentenceReading sentence, int from, int to)
    {
        var (sides, zones) = (0, ZoneSet.None);
        foreach (var hit in sentence.Places)
        {
            if (hit.Start < from || hit.Start > to || hit.Kind is not (PlaceKind.Side or PlaceKind.Zone)) continue;
            sides |= hit.Place.Side switch { FindingSide.Left => 1, FindingSide.Right => 2, FindingSide.Bilateral => 3, _ => 0 };
            zones |= hit.Place.Zones;
        }

        return (sides, zones);
    }
}
