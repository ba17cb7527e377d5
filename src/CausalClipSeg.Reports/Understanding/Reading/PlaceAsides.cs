using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>What places do that are not given to a finding: they take out of it, suggest where it is, or say where a denial holds.</summary>
internal sealed class PlaceAsides(SentenceReading sentence, string text, List<FoundFinding> findings, PlaceLinks links)
{
    private const int ContrastReach = 3;

    /// <summary>What a place comes to once the findings are judged; null for one of a finding that is only asked for.</summary>
    public PlaceRun? Settle(PlaceRun run)
    {
        // What a denial spares is where it denies, and what an exception takes out of a denial is where the finding is.
        if (run.Standing == PlaceStanding.Excepted && (Before(run) is not { } before || before.Verdict.Assertion == FindingAssertion.Absent || before.Verdict.Because.Exists(cue => cue.Is(CueKind.Exception)))) run = run with { Standing = PlaceStanding.Given };
        // "…, evaluate for left effusion": the last place is that of what is only asked for.
        var next = sentence.Findings.FindIndex(hit => hit.Start >= run.End);
        if (next < 0 || findings.Exists(f => f.Hit == sentence.Findings[next]) || !links.LeadsInto(run.End, sentence.Findings[next].Start)) return run;
        return run.Groups.Count > 1 ? run with { Groups = run.Groups[..^1], End = run.Groups[^2].End } : null;
    }

    public void Apply(List<PlaceRun> runs)
    {
        for (var i = 0; i < runs.Count; i++)
            switch (runs[i].Standing)
            {
                case PlaceStanding.Hint: Hint(runs[i]); break;
                case PlaceStanding.Free: Clear(runs[i]); break;
                case PlaceStanding.Excepted: TakeOut(runs[i], i > 0 ? runs[i - 1] : null); break;
                default: break;
            }
    }

    private FoundFinding? Before(PlaceRun run) => findings.LastOrDefault(f => f.Hit.Start < run.Start && f.Hit.FirstHalfEnd <= run.Start);

    // "retrocardiac opacity obscuring the left hemidiaphragm": a side where none is named, a zone where no zone is.
    private void Hint(PlaceRun run)
    {
        if (Before(run) is not { } finding || finding.Places.Exists(place => place.Side != FindingSide.None)) return;
        var isZoned = finding.Places.Exists(place => place.Zones != ZoneSet.None);
        finding.Give(isZoned ? run.Groups.Select(group => group with { Zones = ZoneSet.None }) : run.Groups, Words(run), before: false);
    }

    // "The left lung is clear without consolidation": what is denied is denied there. "Diffuse opacities with clear apices" are less than all.
    private void Clear(PlaceRun run)
    {
        if (findings.FirstOrDefault(f => f.Hit.Start >= run.End) is { Places.Count: 0, Verdict.Assertion: FindingAssertion.Absent } denied && !links.HasMark(run.End, denied.Hit.Start)) denied.Give(run.Groups, Words(run), before: true);
        if (Before(run) is { } finding && finding.Verdict.Assertion != FindingAssertion.Absent && finding.Places.Exists(place => place.Side != FindingSide.None)) finding.Excepted.AddRange(run.Groups.Where(group => group.Zones != ZoneSet.None));
    }

    private void TakeOut(PlaceRun run, PlaceRun? contrast)
    {
        if (Before(run) is not { } finding) return;
        finding.Excepted.AddRange(run.Groups);
        // "in the right rather than the left lower lobe": the lobe is that of both.
        if (contrast is not { Standing: PlaceStanding.Given } || contrast.Start < finding.Hit.End || run.Start - contrast.End > ContrastReach || sentence.PlaceTo(contrast.End - 1) is not { Kind: PlaceKind.Side }) return;
        var zones = run.Groups.Aggregate(ZoneSet.None, (sum, group) => sum | group.Zones);
        for (var i = 0; i < finding.Places.Count; i++)
            if (finding.Places[i] is { Side: not FindingSide.Bilateral, Zones: ZoneSet.None } bare && bare.End == contrast.End) finding.Places[i] = bare with { Zones = zones };
    }

    private string Words(PlaceRun run) => text[sentence.Tokens[run.Start].Start..sentence.Tokens[run.End - 1].End];
}
