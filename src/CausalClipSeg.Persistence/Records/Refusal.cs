namespace CausalClipSeg.Persistence;

/// <summary>Something from outside that was not taken, with the reason, so that nothing vanishes silently.</summary>
public sealed class Refusal
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required DateTimeOffset At { get; init; }
    public required string Source { get; init; }

    /// <summary>What it was about, by its own identifiers: UIDs or the message control id.</summary>
    public string? Subject { get; init; }
    public required string Reason { get; init; }
    public string? PayloadPath { get; init; }
    public string? ContentHash { get; init; }
}
