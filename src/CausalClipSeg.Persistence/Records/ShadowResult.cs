namespace CausalClipSeg.Persistence;

/// <summary>What a model in its shadow period answered on a live case, beside what the champion answered; nothing of it leaves.</summary>
public sealed class ShadowResult
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ModelId { get; init; }
    public required Guid CaseId { get; init; }
    public required int SegmentNumber { get; init; }
    public required long ChampionPixels { get; init; }
    public required long ShadowPixels { get; init; }

    /// <summary>Dice between the two answers; 1 where both are empty.</summary>
    public required double Agreement { get; init; }
    public required DateTimeOffset At { get; init; }
}
