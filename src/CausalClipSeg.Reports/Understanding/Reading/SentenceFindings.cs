using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Reads one sentence to findings: names, then verdicts, then places, then what the sentence before lends.</summary>
internal sealed class SentenceFindings(string text, FindingLexicon lexicon)
{
    private FoundFinding? _before;

    public void Read(Sentence sentence, Token[] tokens, List<ReportFinding> into)
    {
        var reading = SentenceReading.Of(tokens, lexicon);
        if (reading.Findings.Count == 0) return;
        var found = new List<FoundFinding>(reading.Findings.Count);
        foreach (var hit in reading.Findings)
        {
            var verdict = AssertionReader.Read(reading, hit);
            if (!verdict.IsAsked) found.Add(new(hit, verdict));
        }

        Placing.Place(reading, text, found);
        // "This may represent…", "May represent…": the finding is the one before.
        var refers = reading.CueFrom(0) is { } first && ((first.Is(CueKind.Reference) && !IsOf(tokens, first.End)) || AssertionWalk.IsGuess(first));
        if (_before is not null && (refers || reading.Cues.Any(cue => cue.Is(CueKind.Echo)))) CarryOver(found, _before);
        OtherSide.Resolve(reading, found, _before);
        Interpretations.Take(found, refers ? _before : null);
        _before = found.LastOrDefault(f => f.Verdict.Assertion != FindingAssertion.Absent) ?? _before;
        var words = text[tokens[0].Start..tokens[^1].End];
        foreach (var finding in found)
            foreach (var (side, zones) in PlaceMerger.Merge(finding, IsBothSided(finding, tokens)))
                into.Add(Make(finding, side, zones, sentence, words, tokens, reading));
    }

    // "Findings of COPD" names what it says; "Findings suggest COPD" refers.
    private bool IsOf(Token[] tokens, int i) => i < tokens.Length && text.AsSpan(tokens[i].Start, tokens[i].Length).Equals("of", StringComparison.OrdinalIgnoreCase);

    // "This may represent pneumonia" speaks of the place named just before.
    private static void CarryOver(List<FoundFinding> found, FoundFinding before)
    {
        foreach (var finding in found.Where(f => f.Places.Count == 0))
        {
            finding.Places.AddRange(before.Places);
            finding.PlaceWords.AddRange(before.PlaceWords);
        }
    }

    // "small pleural effusions": one on each side, as nobody has two on one.
    private bool IsBothSided(FoundFinding finding, Token[] tokens) =>
        finding.Hit.Term.Id == "pleural-effusion" && text[tokens[finding.Hit.End - 1].End - 1] is 's' or 'S' && finding.Verdict.Assertion != FindingAssertion.Absent;

    private ReportFinding Make(FoundFinding finding, FindingSide side, ZoneSet zones, Sentence sentence, string words, Token[] tokens, SentenceReading reading)
    {
        var because = finding.Verdict.Because.Select(cue => text[tokens[cue.Start].Start..tokens[cue.End - 1].End]).ToList();
        return new(finding.Hit.Term.Id, finding.Verdict.Assertion, side, zones.ToList(), words, finding.Hit.Term.Code)
        {
            SentenceStart = tokens[0].Start,
            SentenceLength = words.Length,
            Section = sentence.Section,
            Interpretations = finding.Interpretations,
            Historical = finding.Verdict.IsPast,
            Severity = Severity(finding.Hit, reading, tokens),
            Measurement = MeasurementReader.Read(text, tokens, finding.Hit.Start),
            Evidence = new(text[tokens[finding.Hit.Start].Start..tokens[finding.Hit.End - 1].End], because, side == FindingSide.None ? [] : finding.PlaceWords, zones == ZoneSet.None ? [] : finding.PlaceWords),
        };
    }

    private string? Severity(FindingHit hit, SentenceReading reading, Token[] tokens)
    {
        for (var i = hit.Start - 1; i >= 0 && i >= hit.Start - 5 && reading.Kind(i) is TokenKind.Word or TokenKind.Number; i--)
            if (reading.CueTo(i) is { } cue && cue.Is(CueKind.Severity)) return text[tokens[cue.Start].Start..tokens[cue.End - 1].End].ToLowerInvariant();
        return null;
    }
}
