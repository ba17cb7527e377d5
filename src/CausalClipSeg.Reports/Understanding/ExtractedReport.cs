namespace CausalClipSeg.Reports.Understanding;

/// <summary>What a whole report says, sentence by sentence and, where two sentences disagree, which ones.</summary>
public sealed record ExtractedReport(IReadOnlyList<ReportFinding> Findings, IReadOnlyList<ReportContradiction> Contradictions);
