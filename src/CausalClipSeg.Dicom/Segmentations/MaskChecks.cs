using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>That no segment is empty, and that the pixels are the very ones that were meant: neither flipped nor shifted.</summary>
internal static class MaskChecks
{
    public static IEnumerable<SegmentationProblem> Check(DicomDataset dataset)
    {
        if (!SegmentationReader.Read(dataset).TryGet(out var segmentation, out var refusal))
        {
            yield return new("unreadable", refusal.Reason);
            yield break;
        }

        foreach (var segment in segmentation.Segments)
        {
            if (!segmentation.Mask(segment.Number).Pixels.Contains((byte)1) && segmentation.SegmentationType != "FRACTIONAL")
                yield return new("empty-segment", $"Segment {segment.Number} \"{segment.Label}\" covers no pixel; viewers hang on empty segments.");
        }
    }

    public static IEnumerable<SegmentationProblem> Compare(DicomDataset dataset, IReadOnlyList<SegmentMask> masks)
    {
        if (!SegmentationReader.Read(dataset).TryGet(out var segmentation, out _)) yield break;
        if (segmentation.Segments.Count != masks.Count)
            yield return new("segment-count", $"It has {segmentation.Segments.Count} segments where {masks.Count} were meant.");
        foreach (var (segment, meant) in segmentation.Segments.Zip(masks))
        {
            var differing = Difference(segmentation.Mask(segment.Number), meant);
            if (differing > 0) yield return new("mask-differs", $"Segment {segment.Number} \"{segment.Label}\" differs from the mask that was meant in {differing} pixel(s).");
        }
    }

    private static int Difference(SegmentMask one, SegmentMask other)
    {
        if (one.Rows != other.Rows || one.Columns != other.Columns || one.Pixels.Length != other.Pixels.Length) return Math.Max(one.Pixels.Length, other.Pixels.Length);
        var differing = 0;
        for (var i = 0; i < one.Pixels.Length; i++)
            if ((one.Pixels[i] == 0) != (other.Pixels[i] == 0)) differing++;
        return differing;
    }
}
