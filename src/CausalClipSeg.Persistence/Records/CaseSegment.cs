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

    public required string TrackingUid { get; init; }

    /// <summary>Pixels in the mask; 0 until the network has answered, and when it found nothing.</summary>
    public int Pixels { get; private set; }

    /// <summary>Mean of the probabilities inside the mask.</summary>
    public double MeanProbability { get; private set; }

    /// <summary>As <see cref="MaskBlob"/> packs it; empty until the network has answered.</summary>
    public byte[] Mask { get; private set; } = [];

    public int Rows { get; private set; }

    public int Columns { get; private set; }

    /// <summary>Keeps the network's answer: a mask of rows times columns at the size of the source image.</summary>
    public void Answer(int rows, int columns, int pixels, double meanProbability, byte[] mask) =>
        (Rows, Columns, Pixels, MeanProbability, Mask) = (rows, columns, pixels, meanProbability, mask);
}
