using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>That no segment is empty, and that the pixels are the very ones that were meant: neither flipped nor shifted, each on its own image.</summary>
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
            if (!segmentation.Frames.Any(frame => Shows(segmentation, frame, segment.Number)))
                yield return new("empty-segment", $"Segment {segment.Number} \"{segment.Label}\" covers no pixel; viewers hang on empty segments.");
        }

        if (segmentation.SegmentationType == "BINARY" || segmentation.SegmentationType == "LABELMAP") yield break;
        var most = segmentation.Frames.Select(frame => frame.Pixels.Length == 0 ? 0 : frame.Pixels.Max()).DefaultIfEmpty((byte)0).Max();
        if (most > segmentation.MaximumFractionalValue)
            yield return new("fractional-value", $"A pixel is {most}, above the Maximum Fractional Value of {segmentation.MaximumFractionalValue}.");
    }

    /// <param name="masks">For each segment its mask on each source.</param>
    public static IEnumerable<SegmentationProblem> Compare(DicomDataset dataset, IReadOnlyList<DicomDataset> sources, IReadOnlyList<IReadOnlyList<SegmentMask>> masks)
    {
        if (!SegmentationReader.Read(dataset).TryGet(out var segmentation, out _)) yield break;
        if (segmentation.Segments.Count != masks.Count)
            yield return new("segment-count", $"It has {segmentation.Segments.Count} segments where {masks.Count} were meant.");
        foreach (var (segment, meant) in segmentation.Segments.Zip(masks))
        {
            var differing = sources.Zip(meant).Sum(pair => Difference(segmentation, segment.Number, IdentityChecks.Text(pair.First, DicomTag.SOPInstanceUID), pair.Second));
            if (differing > 0) yield return new("mask-differs", $"Segment {segment.Number} \"{segment.Label}\" differs from the mask that was meant in {differing} pixel(s).");
        }
    }

    private static bool Shows(ReadSegmentation segmentation, ReadFrame frame, int segment) => segmentation.SegmentationType == "LABELMAP"
        ? frame.Pixels.AsSpan().Contains((byte)segment)
        : frame.SegmentNumber == segment && frame.Pixels.AsSpan().ContainsAnyExcept((byte)0);

    private static int Difference(ReadSegmentation segmentation, int segment, string source, SegmentMask meant)
    {
        if (segmentation.SegmentationType == "FRACTIONAL") return Differing(segmentation.Values(segment, source), meant.Pixels);
        var written = segmentation.Mask(segment, source);
        return (written.Rows, written.Columns) == (meant.Rows, meant.Columns) ? Differing(written.Pixels, Inside(meant.Pixels)) : meant.Pixels.Length;
    }

    private static byte[] Inside(byte[] pixels)
    {
        if (!pixels.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1)) return pixels;
        var inside = new byte[pixels.Length];
        for (var i = 0; i < inside.Length; i++) inside[i] = pixels[i] == 0 ? (byte)0 : (byte)1;
        return inside;
    }

    private static int Differing(byte[] one, byte[] other)
    {
        if (one.AsSpan().SequenceEqual(other)) return 0;
        if (one.Length != other.Length) return Math.Max(one.Length, other.Length);
        return one.Zip(other).Count(pair => pair.First != pair.Second);
    }
}
