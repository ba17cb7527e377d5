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

    /// <summary>The queue of a message that its consumer could not handle: a dead letter, which may be sent again. Null for refused input.</summary>
    public string? Queue { get; init; }

    /// <summary>When it needed nobody any more; it stays on record.</summary>
    public DateTimeOffset? ResolvedAt { get; private set; }

    /// <summary>"retried" or "dropped" by a person, or "failed its case", which then waits for one.</summary>
    public string? Resolution { get; private set; }

    public void Resolve(string resolution, DateTimeOffset now) => (Resolution, ResolvedAt) = (resolution, now);
}
