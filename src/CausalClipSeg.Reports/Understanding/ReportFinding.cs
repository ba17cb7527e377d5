using System.Text.Json.Serialization;

namespace CausalClipSeg.Reports.Understanding;

/// <summary>One thing that one sentence says: what (a stable id such as airspace-opacity), whether, on which side of the patient, in which zones, and by which words.</summary>
public sealed record ReportFinding(
    string Finding,
    FindingAssertion Assertion,
    FindingSide Side,
    IReadOnlyList<LungZone> Zones,
    string Sentence,
    FindingCode? Code)
{
    /// <summary>Where the sentence begins in the report's text.</summary>
    public int SentenceStart { get; init; }

    public int SentenceLength { get; init; }

    /// <summary>The section the sentence stands in: findings, impression, or empty for a report without headings.</summary>
    public string Section { get; init; } = "";

    /// <summary>True where the words speak of an earlier examination or of something since gone.</summary>
    public bool Historical { get; init; }

    /// <summary>mild, moderate, severe … as written, or null.</summary>
    public string? Severity { get; init; }

    /// <summary>A size as written, such as "3 mm x 2 mm", or null.</summary>
    public string? Measurement { get; init; }

    /// <summary>What the report guesses this finding to be ("may represent atelectasis"): readings of it, no findings of their own.</summary>
    public IReadOnlyList<string> Interpretations { get; init; } = [];

    public FindingEvidence Evidence { get; init; } = new("", [], [], []);

    /// <summary>True for what may be drawn: there, or perhaps there, and now.</summary>
    [JsonIgnore]
    public bool MayBeThere => Assertion is not FindingAssertion.Absent;
}
