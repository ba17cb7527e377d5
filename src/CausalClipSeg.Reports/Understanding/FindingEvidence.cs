namespace CausalClipSeg.Reports.Understanding;

/// <summary>The very words that decided each part of a finding: an answer nobody can check is no answer.</summary>
public sealed record FindingEvidence(
    string Finding,
    IReadOnlyList<string> Assertion,
    IReadOnlyList<string> Side,
    IReadOnlyList<string> Zones);
