namespace CausalClipSeg.Persistence;

/// <summary>An image or a study whose labels may not be used, those of now and those that come later: a consent that was taken back stays taken back.</summary>
public sealed class LabelExclusion
{
    /// <summary>SOP Instance UID of the image, or Study Instance UID.</summary>
    public required string Uid { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset At { get; init; }
}
