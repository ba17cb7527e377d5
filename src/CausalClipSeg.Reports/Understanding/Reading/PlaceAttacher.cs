using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Gives each place to the findings it speaks of: the one it leads into, the one it follows, and those listed with them.</summary>
internal sealed class PlaceAttacher(SentenceReading sentence, string text, List<FoundFinding> findings, PlaceLinks links, PlaceStatements statements)
{
    public void Attach(List<PlaceRun> given)
    {
        // Places without an owner beside them go last, to a finding that got none of its own.
        var loose = given.Where((run, index) => !TryAttach(run) && !TryAttachOver(run, index + 1 < given.Count ? given[index + 1] : null)).ToList();
        // Of those before a finding the nearest first: it is the subject, and one further off speaks of something else.
        foreach (var run in loose.Where(run => findings.Exists(f => f.Hit.Start >= run.End)).Reverse()) AttachLoose(run);
        foreach (var run in loose.Where(run => !findings.Exists(f => f.Hit.Start >= run.End))) AttachLoose(run);
    }

    private bool TryAttach(PlaceRun run)
    {
        var previous = findings.LastOrDefault(f => f.Hit.End <= run.Start + (f.Hit.IsPair ? PlaceLinks.ModifierReach : 0) && f.Hit.Start < run.Start && !links.HasBoundary(f.Hit.End, run.Start));
        var next = findings.FirstOrDefault(f => f.Hit.Start >= run.End || IsSubject(f, run));
        var leadsIn = next is not null && links.LeadsInto(run.End, Math.Max(run.End, next.Hit.Start));
        if ((leadsIn && previous is not null && run.Groups.Count > 1 && statements.IsIntroducedAfter(previous, run)) || (next is not null && previous is not null && run.Groups.Count > 1 && statements.LeadsToNewStatement(run)))
        {
            Give(previous!, run.Groups.SkipLast(1), run.Start, run.Groups[^2].End, before: false);
            Give(next!, run.Groups.TakeLast(1), run.Groups[^1].Start, run.End, before: true);
        }
        else if (leadsIn && previous is not null && next is not null && statements.IsIntroducedAfter(previous, run) && links.HasRedaction(run.End, next.Hit.Start)) Give(previous, run.Groups, run.Start, run.End, before: false);
        else if (leadsIn) Give(next!, run.Groups, run.Start, run.End, before: true);
        else if (IsPronoun(run) || (previous is { Places.Count: > 0 } && statements.SpeaksOfAnother(previous.Hit.End, run))) return true;
        else if (previous is not null && (!statements.OpensStatement(run) || next is null)) Give(previous, run.Groups, run.Start, run.End, before: false);
        else return false;
        return true;
    }

    // "The left hemithorax is whited out": the place is half of the finding's name.
    private bool IsSubject(FoundFinding finding, PlaceRun run) =>
        finding.Hit.IsPair && finding.Hit.Start >= run.Start && run.Groups.Exists(group => group.Side != FindingSide.None) && finding.Hit.FirstHalfEnd <= run.End && sentence.PlaceFrom(finding.Hit.Start) is { Place.Phrase: not ("hemidiaphragm" or "diaphragm") };

    // "moderate right and small left pleural effusions": the first side waits for the name that the second leads into.
    private bool TryAttachOver(PlaceRun run, PlaceRun? second)
    {
        if (second is null || findings.FirstOrDefault(f => f.Hit.Start >= second.End) is not { } next || !links.LeadsInto(second.End, next.Hit.Start) || !links.IsParallel(run.End, second.Start)) return false;
        var zones = run.Groups.TrueForAll(group => group.Zones == ZoneSet.None) && second.Groups is [var only] ? only.Zones : ZoneSet.None;
        Give(next, run.Groups.Select(group => group with { Zones = group.Zones | zones }), run.Start, run.End, before: true);
        return true;
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
        else if (!links.HasSemicolon(run.End, next.Hit.Start) && next.Places.Count == 0) Give(next, run.Groups, run.Start, run.End, before: true);
        else if (run.Groups is [{ Zones: ZoneSet.None } subject] && next.Places.All(place => place.Side == FindingSide.None || place.IsInferred)) LendSide(next, subject, run);
    }

    private bool GoesOnFrom(FoundFinding said, PlaceRun run)
    {
        if (sentence.Cues.Any(cue => cue.Start >= run.End && cue.Is(CueKind.Involved))) return true;
        var resumes = sentence.Cues.Any(cue => cue.Start >= said.Hit.End && cue.End <= run.Start && cue.Is(CueKind.And) && sentence.Kind(cue.Start - 1) == Text.TokenKind.Semicolon);
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

    private void Give(FoundFinding finding, IEnumerable<PlaceGroup> groups, int start, int end, bool before) => finding.Give(groups, Words(start, end), before);

    private string Words(int start, int end) => text[sentence.Tokens[start].Start..sentence.Tokens[end - 1].End];
}
