namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>One thing that is wrong with a segmentation: a stable name for machines, a sentence for people.</summary>
public sealed record SegmentationProblem(string Code, string Sentence)
{
    public override string ToString() => $"{Code}: {Sentence}";
}
