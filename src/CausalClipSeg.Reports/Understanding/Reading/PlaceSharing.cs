using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Findings named together share a place: "effusion and atelectasis at the left base", "left effusion and atelectasis", "opacity, possibly pneumonia".</summary>
internal sealed class PlaceSharing(SentenceReading sentence, List<FoundFinding> findings, PlainWords words, PlaceLinks links)
{
    public void Share()
    {
        for (var i = findings.Count - 2; i >= 0; i--)
            if (findings[i].Places.Count == 0 && findings[i + 1] is { Places.Count: > 0, IsPlacedBefore: false } after && AreListed(findings[i], after) && !IsExplained(i)) Share(after, findings[i]);
        for (var i = 1; i < findings.Count; i++)
        {
            var (earlier, later) = (findings[i - 1], findings[i]);
            if (later.Places.Count == 0 && earlier.Places.Count > 0 && (AreListed(earlier, later) || IsReadingOf(earlier, later) || IsRestated(earlier, later))) Share(earlier, later);
            else if (later.Places.Count > 0 && AreListed(earlier, later)) BorrowSide(earlier, later);
        }
    }

    // "biapical lucency and apical scarring": the zone is said again, the side is not.
    private void BorrowSide(FoundFinding from, FoundFinding to)
    {
        if (from.Places is not [{ Side: not FindingSide.None } place] || !from.IsPlacedBefore || to.Places.Exists(own => own.Side != FindingSide.None)) return;
        // An unknown word before the zone may be a side that was mistyped.
        if (words.IsNoun(to.Places[0].Start - 1)) return;
        for (var i = 0; i < to.Places.Count; i++) to.Places[i] = to.Places[i] with { Side = place.Side };
        to.PlaceWords.AddRange(from.PlaceWords);
    }

    private static void Share(FoundFinding from, FoundFinding to)
    {
        to.Places.AddRange(from.Places);
        to.Excepted.AddRange(from.Excepted);
        to.PlaceWords.AddRange(from.PlaceWords);
        to.IsPlacedBefore = from.IsPlacedBefore;
    }

    // "opacity in the right base representing atelectasis with …": what the second names is the first, and stands where that stands.
    private bool IsExplained(int finding) => finding > 0 && findings[finding - 1].Places.Count > 0 && IsReadingOf(findings[finding - 1], findings[finding]);

    // "Increasing left basilar opacity; atelectasis or pneumonia.": a bare name behind a semicolon says again what stands before it.
    private bool IsRestated(FoundFinding first, FoundFinding second)
    {
        if (second.Verdict.Assertion == FindingAssertion.Absent || second.Hit.Start - first.Hit.End > PlaceLinks.ModifierReach || !links.HasSemicolon(first.Hit.End, second.Hit.Start)) return false;
        for (var i = first.Hit.End; i < sentence.Count; i++)
            if (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Verb | CueKind.Stop | CueKind.With | CueKind.DenyAfter | CueKind.DenyBefore)) return false;
        return true;
    }

    private bool AreListed(FoundFinding first, FoundFinding second)
    {
        for (var i = first.Hit.End; i < second.Hit.Start; i++)
        {
            if (sentence.CueFrom(i) is { } contrast && (contrast.Cue.Phrase is "rather than" or "instead of" or "as opposed to" || contrast.Cue.Phrase == "not" && second.Hit.Start - contrast.End <= 1)) return true;
            if (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Verb | CueKind.Stop | CueKind.DenyAfter | CueKind.DenyBefore) || sentence.Kind(i) == TokenKind.Semicolon) return false;
        }

        return first.Verdict.Assertion == FindingAssertion.Absent == (second.Verdict.Assertion == FindingAssertion.Absent);
    }

    // "opacity in the left base which may represent pneumonia": the second names what the first is.
    private bool IsReadingOf(FoundFinding first, FoundFinding second)
    {
        for (var i = first.Hit.End; i < second.Hit.Start; i++)
            if (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Reading | CueKind.Purpose)) return true;
        return false;
    }
}
