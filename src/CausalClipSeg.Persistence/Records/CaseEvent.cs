namespace CausalClipSeg.Persistence;

/// <summary>One line of a case's history: when it changed, or a reader said something of it, and why.</summary>
public sealed class CaseEvent
{
    public long Id { get; init; }
    public required Guid CaseId { get; init; }
    public required DateTimeOffset At { get; init; }
    public CaseState? From { get; init; }
    public required CaseState To { get; init; }
    public required string Cause { get; init; }

    /// <summary>The reader's word that was said or taken back, while the case stayed where it stands; null where the case has moved.</summary>
    public Guid? LabelId { get; init; }
}
