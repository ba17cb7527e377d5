namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>A finding on its way through the rules: its words, verdict and the places given to it so far.</summary>
internal sealed class FoundFinding(FindingHit hit, AssertionVerdict verdict)
{
    public FindingHit Hit { get; } = hit;

    public AssertionVerdict Verdict { get; } = verdict;

    /// <summary>What the report guesses this finding to be: "opacity, which may represent atelectasis".</summary>
    public List<string> Interpretations { get; } = [];

    public List<PlaceGroup> Places { get; } = [];

    /// <summary>Places that the words take out again: "sparing the apices".</summary>
    public List<PlaceGroup> Excepted { get; } = [];

    /// <summary>The words that gave the places, for the explanation.</summary>
    public List<string> PlaceWords { get; } = [];

    /// <summary>True where the place stands before the name: "left basilar atelectasis".</summary>
    public bool IsPlacedBefore { get; set; }

    public void Give(IEnumerable<PlaceGroup> places, string words, bool before)
    {
        Places.AddRange(places);
        PlaceWords.Add(words);
        if (before || Hit.IsPair) IsPlacedBefore = true;
    }
}
