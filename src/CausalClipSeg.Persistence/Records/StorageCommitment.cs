namespace CausalClipSeg.Persistence;

/// <summary>The archive was asked to answer for a SEG (PS3.4 annex J); it reports later, perhaps after a restart of ours.</summary>
public sealed class StorageCommitment
{
    /// <summary>Transaction UID (0008,1195); each asking has its own.</summary>
    public required string TransactionUid { get; init; }
    public required Guid CaseId { get; init; }
    public required string SopInstanceUid { get; init; }
    public required string Destination { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? ReportedAt { get; private set; }
    public bool IsCommitted { get; private set; }

    /// <summary>Why the archive does not answer for it.</summary>
    public string? Reason { get; private set; }

    public void Report(DateTimeOffset at, bool isCommitted, string? reason) => (ReportedAt, IsCommitted, Reason) = (at, isCommitted, reason);
}
