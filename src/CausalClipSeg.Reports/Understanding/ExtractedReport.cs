namespace CausalClipSeg.Reports.Understanding;

/// <summary>What a whole report says, sentence by sentence and, where two sentences disagree, which ones.</summary>
public sealed record ExtractedReport(IReadOnlyList<ReportFinding> Findings, IReadOnlyList<ReportContradiction> Contradictions)
{
    /// <summary>True where nothing at all was read: no finding asserted, denied or doubted, and no word that all is well. Such a report does not say that nothing is there.</summary>
    public bool IsSilent { get; init; }
}
