namespace CausalClipSeg.Reports.Understanding;

/// <summary>Two sentences that cannot both be true of a finding; kept visible, because a person must decide such a case.</summary>
public sealed record ReportContradiction(string Finding, FindingSide Side, string Asserting, string Denying)
{
    /// <summary>True where both sentences assert it, the findings in one lung and the impression in the other.</summary>
    public bool IsOfSides { get; init; }
}
