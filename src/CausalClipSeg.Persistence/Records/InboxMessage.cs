namespace CausalClipSeg.Persistence;

/// <summary>The note that a consumer has had a message's effect; written in the transaction of that effect.</summary>
public sealed class InboxMessage
{
    public required string Consumer { get; init; }
    public required Guid MessageId { get; init; }
    public required DateTimeOffset ConsumedAt { get; init; }
}
