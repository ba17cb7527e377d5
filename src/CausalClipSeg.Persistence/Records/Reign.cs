namespace CausalClipSeg.Persistence;

/// <summary>A model's time in charge. Along the reigns a rollback finds the way back; they say years later who answered when, and who or what wanted it so.</summary>
public sealed class Reign
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ModelId { get; init; }
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>Why it began; null for the first model.</summary>
    public string? Cause { get; init; }

    /// <summary>Null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>It ended because somebody rolled back from it: no rollback leads to its model again.</summary>
    public bool RolledBackFrom { get; private set; }

    public void End(DateTimeOffset now, bool rolledBackFrom) => (EndedAt, RolledBackFrom) = (now, rolledBackFrom);
}
