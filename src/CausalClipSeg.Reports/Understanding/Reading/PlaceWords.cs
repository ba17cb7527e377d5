using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Settles the place words that mean something only beside others: R and L, "to" between two zones, "left" as a verb.</summary>
internal static class PlaceWords
{
    public static List<PlaceHit> Settle(SentenceReading sentence)
    {
        var settled = new List<PlaceHit>(sentence.Places.Count);
        foreach (var hit in sentence.Places)
        {
            if (hit.Kind == PlaceKind.Initial && !IsSide(sentence, hit)) continue;
            if (hit.Kind == PlaceKind.Range && !JoinsZones(sentence, hit)) continue;
            if (hit.Kind == PlaceKind.Side && IsVerb(sentence, hit)) continue;
            settled.Add(hit.Kind == PlaceKind.Initial ? hit with { Place = hit.Place with { Kind = PlaceKind.Side } } : hit);
        }

        return settled;
    }

    // "R base", "(L) effusion", "R > L", "R and L bases": a letter is a side where a place or a finding follows, or another side is weighed against it.
    private static bool IsSide(SentenceReading sentence, PlaceHit letter)
    {
        if (sentence.PlaceTo(letter.Start - 1) is { Kind: PlaceKind.Compare } weighed && sentence.PlaceTo(weighed.Start - 1) is { Kind: PlaceKind.Initial or PlaceKind.Side }) return true;
        var i = letter.End;
        while (sentence.Kind(i) == TokenKind.Period && i + 1 < sentence.Count) i++;
        for (var step = 0; step < 4; step++)
        {
            if (sentence.Findings.Exists(hit => hit.Start == i)) return true;
            if (sentence.PlaceFrom(i) is not { } next) return false;
            if (next.Kind is PlaceKind.Zone or PlaceKind.Region or PlaceKind.Side) return true;
            if (next.Kind is not (PlaceKind.Join or PlaceKind.Compare or PlaceKind.Initial)) return false;
            if (next.Kind == PlaceKind.Compare && sentence.PlaceFrom(next.End) is { Kind: PlaceKind.Initial }) return true;
            i = next.End;
        }

        return false;
    }

    private static bool JoinsZones(SentenceReading sentence, PlaceHit range)
    {
        var next = sentence.PlaceFrom(range.End);
        if (next is { Kind: PlaceKind.Link } link) next = sentence.PlaceFrom(link.End);
        return next is { Kind: PlaceKind.Zone, Place.Side: FindingSide.None } && sentence.PlaceTo(range.Start - 1) is { Kind: PlaceKind.Zone or PlaceKind.Region };
    }

    // "Pneumonia has left residual opacity": what a side describes follows it at once.
    private static bool IsVerb(SentenceReading sentence, PlaceHit side) =>
        side.Place.Phrase == "left" && sentence.CueTo(side.Start - 1) is { Cue.Phrase: "has" or "have" or "had" }
        && sentence.PlaceFrom(side.End) is null && !sentence.Findings.Exists(hit => hit.Start == side.End);
}
