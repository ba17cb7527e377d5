namespace CausalClipSeg.Persistence;

/// <summary>A foreign message id already answered, so that a repeat gets the same answer and no second effect.</summary>
public sealed class InboundMessage
{
    public required string Source { get; init; }
    public required string MessageId { get; init; }
    public required string ContentHash { get; init; }
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>The reply that was given, such as the HL7 acknowledgement code or the DICOM status.</summary>
    public required string Outcome { get; init; }
}
