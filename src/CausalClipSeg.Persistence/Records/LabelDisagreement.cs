namespace CausalClipSeg.Persistence;

/// <summary>Two readers' words on the same sentence about the same image, and how far apart they are; both labels stay.</summary>
public sealed class LabelDisagreement
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid EarlierLabelId { get; init; }
    public required Guid LaterLabelId { get; init; }
    public required string SopInstanceUid { get; init; }

    /// <summary>Dice of the two masks; 1 where both are empty.</summary>
    public required double Dice { get; init; }
    public required DateTimeOffset At { get; init; }
}
