using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Gives each place to the findings it speaks of: the one it leads into, the one it follows, and those listed with them.</summary>
internal sealed class PlaceAttacher(SentenceReading sentence, string text, List<FoundFinding> findings)
{
    private const int ModifierReach = 6;

    public void Attach()
    {
        // Places without an owner beside them go last, to a finding that got none of its own.
        var runs = PlaceReader.Read(sentence, text).Select(WithoutClear).OfType<PlaceRun>().ToList();
        var loose = runs.Where((run, index) => !TryAttach(run) && !TryAttachOver(run, index + 1 < runs.Count ? runs[index + 1] : null)).ToList();
        // Of those before a finding the nearest first: it is the subject, and one further off speaks of something else.
        foreach (var run in loose.Where(run => findings.Exists(f => f.Hit.Start >= run.End)).Reverse()) AttachLoose(run);
        foreach (var run in loose.Where(run => !findings.Exists(f => f.Hit.Start >= run.End))) AttachLoose(run);
        ShareAlongLists();
    }

    private bool TryAttach(PlaceRun run)
    {
        var previous = findings.LastOrDefault(f => f.Hit.End <= run.Start + (f.Hit.IsPair ? ModifierReach : 0) && f.Hit.Start < run.Start && !HasBoundary(f.Hit.End, run.Start));
        var next = findings.FirstOrDefault(f => f.Hit.Start >= run.End);
        var leadsIn = next is not null && LeadsInto(run.End, next.Hit.Start);
        if ((leadsIn && previous is not null && run.Groups.Count > 1 && IsIntroducedAfter(previous, run)) || (next is not null && previous is not null && run.Groups.Count > 1 && LeadsToNewStatement(run)))
        {
            Give(previous!, run.Groups.SkipLast(1), run.Start, run.Groups[^2].End, before: false);
            Give(next!, run.Groups.TakeLast(1), run.Groups[^1].Start, run.End, before: true);
        }
        else if (leadsIn && previous is not null && next is not null && IsIntroducedAfter(previous, run) && HasRedaction(run.End, next.Hit.Start)) Give(previous, run.Groups, run.Start, run.End, before: false);
        else if (leadsIn) Give(next!, run.Groups, run.Start, run.End, before: true);
        else if (IsPronoun(run)) return true;
        else if (previous is not null && (!OpensStatement(run) || next is null)) Give(previous, run.Groups, run.Start, run.End, before: false);
        else return false;
        return true;
    }

    // "Left upper lobe opacity, right lower lobe clear": a place called clear has nothing in it; what a comma parts from it stays.
    private PlaceRun? WithoutClear(PlaceRun run)
    {
        if (!IsSaidClear(run)) return run;
        var comma = run.End - 1;
        while (comma > run.Start && sentence.Kind(comma) != TokenKind.Comma) comma--;
        var kept = run.Groups.Where(group => group.Start < comma).ToList();
        return kept.Count > 0 ? new(kept, run.Start, kept[^1].End) : null;
    }

    private bool IsSaidClear(PlaceRun run)
    {
        var i = run.End;
        while (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Verb) && !cue.Is(CueKind.Normal | CueKind.Gone)) i = cue.End;
        return sentence.CueFrom(i) is { } said && (said.Is(CueKind.Normal) || (said.Is(CueKind.Gone) && said.Cue.Phrase.EndsWith("clear", StringComparison.Ordinal)));
    }

    // "moderate right and small left pleural effusions": the first side waits for the name that the second leads into.
    private bool TryAttachOver(PlaceRun run, PlaceRun? second)
    {
        if (second is null || findings.FirstOrDefault(f => f.Hit.Start >= second.End) is not { } next || !LeadsInto(second.End, next.Hit.Start) || !IsParallel(run.End, second.Start)) return false;
        var zones = run.Groups.TrueForAll(group => group.Zones == ZoneSet.None) && second.Groups is [var only] ? only.Zones : ZoneSet.None;
        Give(next, run.Groups.Select(group => group with { Zones = group.Zones | zones }), run.Start, run.End, before: true);
        return true;
    }

    // Only an "and", describing words, or "increase in" and its like between.
    private bool IsParallel(int from, int to)
    {
        var joined = false;
        for (var i = from; i < to; i++)
        {
            if (to - from > ModifierReach || sentence.Kind(i) != TokenKind.Word) return false;
            if (sentence.CueFrom(i) is not { } cue) continue;
            if (cue.Is(CueKind.And)) joined = true;
            else if (cue.Is(CueKind.Preposition) && cue.Cue.Phrase == "in" && joined) continue;
            else if (!cue.Is(CueKind.Existing | CueKind.Severity)) return false;
        }

        return joined;
    }

    private void AttachLoose(PlaceRun run)
    {
        var next = findings.FirstOrDefault(f => f.Hit.Start >= run.End);
        if (next is null)
        {
            // "…; on the left, the lower zone is involved": more of what was named before.
            var said = findings.LastOrDefault(f => f.Hit.End <= run.Start && f.Verdict.Assertion != FindingAssertion.Absent);
            if (said is not null && GoesOnFrom(said, run)) Give(said, run.Groups, run.Start, run.End, before: false);
        }
        else if (!HasMark(run.End, next.Hit.Start) && next.Places.Count == 0) Give(next, run.Groups, run.Start, run.End, before: true);
        else if (run.Groups is [{ Zones: ZoneSet.None } subject] && next.Places.All(place => place.Side == FindingSide.None || place.IsInferred)) LendSide(next, subject, run);
    }

    private bool GoesOnFrom(FoundFinding said, PlaceRun run)
    {
        if (sentence.Cues.Any(cue => cue.Start >= run.End && cue.Is(CueKind.Involved))) return true;
        var resumes = sentence.Cues.Any(cue => cue.Start >= said.Hit.End && cue.End <= run.Start && cue.Is(CueKind.And) && sentence.Kind(cue.Start - 1) == TokenKind.Semicolon);
        return resumes && !sentence.Cues.Any(cue => cue.Start >= run.End && cue.Is(CueKind.Verb | CueKind.Normal | CueKind.Gone | CueKind.DenyBefore));
    }

    // "The right lung shows opacities in its lower zone": the subject's side is the finding's.
    private void LendSide(FoundFinding finding, PlaceGroup subject, PlaceRun run)
    {
        for (var i = 0; i < finding.Places.Count; i++) finding.Places[i] = finding.Places[i] with { Side = subject.Side, IsInferred = false };
        finding.PlaceWords.Add(Words(run.Start, run.End));
    }

    // "emphysema and scarring, both stable" names no side.
    private bool IsPronoun(PlaceRun run) => run.End - run.Start == 1 && Words(run.Start, run.End) is "both" or "Both" or "each" or "Each" or "BOTH";

    private void Give(FoundFinding finding, IEnumerable<PlaceGroup> groups, int start, int end, bool before)
    {
        finding.Places.AddRange(groups);
        finding.PlaceWords.Add(Words(start, end));
        if (before || finding.Hit.IsPair) finding.IsPlacedBefore = true;
    }

    // Findings named together share a place: "effusion and atelectasis at the left base", "left effusion and atelectasis", "opacity, possibly pneumonia".
    private void ShareAlongLists()
    {
        for (var i = findings.Count - 2; i >= 0; i--)
            if (findings[i].Places.Count == 0 && findings[i + 1] is { Places.Count: > 0, IsPlacedBefore: false } after && AreListed(findings[i], after) && !IsExplained(i)) Share(after, findings[i]);
        for (var i = 1; i < findings.Count; i++)
        {
            var (earlier, later) = (findings[i - 1], findings[i]);
            if (later.Places.Count == 0 && earlier.Places.Count > 0 && (AreListed(earlier, later) || IsReadingOf(earlier, later))) Share(earlier, later);
            else if (later.Places.Count == 0 && earlier.Places.Count > 0 && IsRestated(earlier, later)) Share(earlier, later);
            else if (later.Places.Count > 0 && AreListed(earlier, later)) BorrowSide(earlier, later);
        }
    }

    // "biapical lucency and apical scarring": the zone is said again, the side is not.
    private static void BorrowSide(FoundFinding from, FoundFinding to)
    {
        if (from.Places is not [{ Side: not FindingSide.None } place] || !from.IsPlacedBefore || to.Places.Exists(own => own.Side != FindingSide.None)) return;
        for (var i = 0; i < to.Places.Count; i++) to.Places[i] = to.Places[i] with { Side = place.Side };
        to.PlaceWords.AddRange(from.PlaceWords);
    }

    private static void Share(FoundFinding from, FoundFinding to)
    {
        to.Places.AddRange(from.Places);
        to.PlaceWords.AddRange(from.PlaceWords);
        to.IsPlacedBefore = from.IsPlacedBefore;
    }

    // "opacity in the right base representing atelectasis with …": what the second names is the first, and stands where that stands.
    private bool IsExplained(int finding) => finding > 0 && findings[finding - 1].Places.Count > 0 && IsReadingOf(findings[finding - 1], findings[finding]);

    // "Increasing left basilar opacity; atelectasis or pneumonia.": a bare name behind a semicolon says again what stands before it.
    private bool IsRestated(FoundFinding first, FoundFinding second)
    {
        if (second.Verdict.Assertion == FindingAssertion.Absent || second.Hit.Start - first.Hit.End > ModifierReach || !HasMark(first.Hit.End, second.Hit.Start)) return false;
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

    // Only describing words stand between a place and the finding it leads into.
    private bool LeadsInto(int from, int to)
    {
        if (to - from > ModifierReach) return false;
        for (var i = from; i < to; i++)
        {
            if (sentence.Kind(i) is not (TokenKind.Word or TokenKind.Number or TokenKind.Newline or TokenKind.Other)) return false;
            if (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Verb | CueKind.Stop | CueKind.With | CueKind.And | CueKind.Or | CueKind.Preposition | CueKind.Determiner | CueKind.DenyAfter | CueKind.Purpose) && !cue.Is(CueKind.Existing)) return false;
            if (sentence.CueFrom(i) is { } reading && reading.Is(CueKind.Reading) && !reading.Is(CueKind.Existing)) return false;
        }

        return true;
    }

    private bool IsIntroducedAfter(FoundFinding previous, PlaceRun run)
    {
        for (var i = previous.Hit.End; i < run.Start; i++)
            if (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.And | CueKind.Or | CueKind.Stop) || sentence.Kind(i) == TokenKind.Comma) return false;
        return true;
    }

    // ", and in the left base there is …": a place that opens a statement belongs to what follows.
    private bool OpensStatement(PlaceRun run)
    {
        var i = run.Start - 1;
        while (i >= 0 && sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Preposition | CueKind.Determiner)) i--;
        var introduced = i < 0 || sentence.Kind(i) is TokenKind.Comma or TokenKind.Semicolon || sentence.CueTo(i) is { } before && before.Is(CueKind.And | CueKind.Stop);
        return introduced && sentence.CueFrom(SkipComma(run.End)) is { } after && after.Is(CueKind.Verb | CueKind.Stop);
    }

    // "…the right base, and in the left base there is": the last place opens what follows.
    private bool LeadsToNewStatement(PlaceRun run) => sentence.CueFrom(SkipComma(run.End)) is { } cue && cue.Is(CueKind.Stop) && cue.Cue.Phrase.StartsWith("there", StringComparison.Ordinal);

    private int SkipComma(int token) => sentence.Kind(token) == TokenKind.Comma ? token + 1 : token;

    private bool HasBoundary(int from, int to)
    {
        for (var i = from; i < to; i++)
            if (sentence.Kind(i) == TokenKind.Semicolon || (sentence.CueFrom(i) is { } cue && cue.Is(CueKind.Stop) && cue.Cue.Phrase is not ("which" or "due to" or "related to" or "secondary to" or "likely due to") && !cue.Is(CueKind.Exception))) return true;
        return false;
    }

    // "opacity in the left XXXX, XXXX atelectasis": what is blacked out ended the place.
    private bool HasRedaction(int from, int to)
    {
        for (var i = from; i < to; i++)
            if (sentence.Tokens[i].Word == Text.Vocabulary.Redacted) return true;
        return false;
    }

    private bool HasMark(int from, int to)
    {
        for (var i = from; i < to; i++)
            if (sentence.Kind(i) == TokenKind.Semicolon) return true;
        return false;
    }

    private string Words(int start, int end) => text[sentence.Tokens[start].Start..sentence.Tokens[end - 1].End];
}
