namespace CausalClipSeg.Reports.Understanding;

/// <summary>Two sentences that cannot both be true of a finding; kept visible, because a person must decide such a case.</summary>
public sealed record ReportContradiction(string Finding, FindingSide Side, string Asserting, string Denying);
