namespace CausalClipSeg.Persistence;

/// <summary>A message that waits to be published; written in the transaction whose effect it announces.</summary>
public sealed class OutboxMessage
{
    private const int LongestError = 2000;

    public long Sequence { get; init; }
    public Guid MessageId { get; init; } = Guid.CreateVersion7();

    /// <summary>The contract's short name, such as "SegmentationRequested".</summary>
    public required string Type { get; init; }
    public required string Body { get; init; }

    /// <summary>Messages with the same key (a case, a report) leave in the order of their sequence.</summary>
    public required string OrderingKey { get; init; }

    /// <summary>The archive that this message is for: what is held back for a dead one is let go together when it answers again.</summary>
    public string? Destination { get; init; }

    /// <summary>Version of the contract that the body follows; a reader takes what it knows of a newer one.</summary>
    public int ContractVersion { get; init; } = 1;

    /// <summary>W3C trace context of the work that wrote it: the trace goes on where the message is handled.</summary>
    public string? TraceParent { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>A message for later, such as another try, does not leave earlier and lets the others of its key pass.</summary>
    public DateTimeOffset? NotBefore { get; init; }
    public DateTimeOffset? DispatchedAt { get; private set; }
    public int Attempts { get; private set; }
    public string? LastError { get; private set; }

    internal void MarkDispatched(DateTimeOffset now) =>
        (DispatchedAt, Attempts, LastError) = (now, Attempts + 1, null);

    internal void MarkFailed(string error) =>
        (Attempts, LastError) = (Attempts + 1, error.Length > LongestError ? error[..LongestError] : error);
}
