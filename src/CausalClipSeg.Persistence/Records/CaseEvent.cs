namespace CausalClipSeg.Persistence;

/// <summary>One line of a case's history: when it changed, and why.</summary>
public sealed class CaseEvent
{
    public long Id { get; init; }
    public required Guid CaseId { get; init; }
    public required DateTimeOffset At { get; init; }
    public CaseState? From { get; init; }
    public required CaseState To { get; init; }
    public required string Cause { get; init; }
}
