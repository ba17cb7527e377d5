namespace CausalClipSeg.Persistence;

/// <summary>One try to store a result at a destination, with the peer's own answer.</summary>
public sealed class DeliveryAttempt
{
    public long Id { get; init; }
    public required Guid CaseId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Destination { get; init; }
    public required bool Succeeded { get; init; }

    /// <summary>The DIMSE status in hexadecimal, or the HTTP status.</summary>
    public string? StatusCode { get; init; }
    public string? Message { get; init; }
    public required double Milliseconds { get; init; }
}
