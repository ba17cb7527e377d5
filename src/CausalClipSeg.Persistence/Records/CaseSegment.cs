namespace CausalClipSeg.Persistence;

/// <summary>One segment of a case, from the sentence that asked for it to the mask that answered; becomes one item of the
/// Segment Sequence (PS3.3 C.8.20.2).</summary>
public sealed class CaseSegment
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid CaseId { get; init; }
    public required int Number { get; init; }
    public required string FindingId { get; init; }
    public required string Label { get; init; }
    public required string Side { get; init; }
    public required string Zones { get; init; }
    public required string Sentence { get; init; }
    public required string ReferringText { get; init; }
    public required int Pixels { get; init; }
    public required double MeanProbability { get; init; }
    public required string TrackingUid { get; init; }

    /// <summary>As <see cref="MaskBlob"/> packs it.</summary>
    public required byte[] Mask { get; init; }
    public required int Rows { get; init; }
    public required int Columns { get; init; }
}
