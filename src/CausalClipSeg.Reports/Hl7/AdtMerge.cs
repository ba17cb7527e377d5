namespace CausalClipSeg.Reports.Hl7;

/// <summary>A patient's prior number (MRG-1) that was merged into the surviving one (PID-3).</summary>
/// <param name="Authority">Who assigned the prior number, where the sender says so.</param>
public sealed record AdtMerge(string Prior, string Surviving, string? Authority);

/// <summary>The merges of an ADT message, or why there is nothing to merge.</summary>
/// <param name="OccurredAt">When the numbers were merged, by the sender's clock (EVN-6, else EVN-2, else MSH-7).</param>
public sealed record AdtReadResult(IReadOnlyList<AdtMerge> Merges, DateTimeOffset? OccurredAt, ReportProblem? Problem);
