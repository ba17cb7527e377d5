using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Labels;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>A case as a line of the worklist.</summary>
public sealed record WorklistRow
{
    public required Guid Id { get; init; }

    public required CaseState State { get; init; }

    public required string? Reason { get; init; }

    public required int Revision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string? AccessionNumber { get; init; }

    /// <summary>Shown only to those who may see patient data.</summary>
    public required string? PatientId { get; init; }

    public required string StudyInstanceUid { get; init; }

    public required string SopInstanceUid { get; init; }

    public required string? SegSopInstanceUid { get; init; }

    public required string? ModelName { get; init; }

    public required string? ModelVersion { get; init; }

    public IReadOnlyList<SegmentLine> Segments { get; init; } = [];

    /// <summary>What readers have said; null where there is nothing to judge.</summary>
    public ReviewStanding? Review { get; init; }

    /// <summary>A reader calls the stored result wrong, and it still stands.</summary>
    public bool IsRejected => State == CaseState.Delivered && Review is { IsRejected: true };

    public bool NeedsSomebody => State is CaseState.Parked or CaseState.Failed;
}

/// <summary>A segment in few words.</summary>
public sealed record SegmentLine(Guid CaseId, int Number, string FindingId, string Side, int Pixels);

/// <summary>One page of the worklist.</summary>
/// <param name="Next">Where the page after begins; null where there is none.</param>
/// <param name="Previous">Where the page before ends; null where there is none.</param>
public sealed record WorklistPart(IReadOnlyList<WorklistRow> Rows, WorklistCursor? Next, WorklistCursor? Previous)
{
    /// <summary>Patient numbers that were looked for as well, since they were merged with the one that was asked for; none for those who may not see patients.</summary>
    public IReadOnlyList<string> Merged { get; init; } = [];
}
