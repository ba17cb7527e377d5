namespace CausalClipSeg.Persistence;

/// <summary>How far the audit trail has been sent to an audit record repository.</summary>
public sealed class AuditCursor
{
    /// <summary>The repository's address.</summary>
    public required string Repository { get; init; }

    /// <summary>Sequence of the last record that was sent; 0 before the first.</summary>
    public long Sent { get; private set; }
    public DateTimeOffset? SentAt { get; private set; }

    public void Advance(long sequence, DateTimeOffset now) => (Sent, SentAt) = (sequence, now);
}
