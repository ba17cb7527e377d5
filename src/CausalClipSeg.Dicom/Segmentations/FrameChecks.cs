using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>That frames, segments, dimensions and pixel data count the same things (PS3.3 C.7.6.16, C.7.6.17).</summary>
internal static class FrameChecks
{
    public static IEnumerable<SegmentationProblem> Check(DicomDataset segmentation)
    {
        var frames = segmentation.GetSingleValueOrDefault(DicomTag.NumberOfFrames, 0);
        var groups = SegmentationReader.Items(segmentation, DicomTag.PerFrameFunctionalGroupsSequence);
        if (frames < 1) yield return new("no-frames", "It has no frame; viewers hang on it.");
        if (groups.Count != frames) yield return new("frame-count", $"Number of Frames is {frames}, but there are functional groups for {groups.Count}.");
        foreach (var problem in Segments(segmentation, groups)) yield return problem;
        foreach (var problem in Dimensions(segmentation, groups)) yield return problem;
        if (PixelBytes(segmentation, frames) is { } wrong) yield return wrong;
    }

    private static IEnumerable<SegmentationProblem> Segments(DicomDataset segmentation, IList<DicomDataset> groups)
    {
        if (IdentityChecks.Text(segmentation, DicomTag.SegmentationType) == "LABELMAP") yield break;
        var shared = SegmentationReader.Items(segmentation, DicomTag.SharedFunctionalGroupsSequence) is [var first, ..] ? SegmentationReader.SegmentNumber(first) : 0;
        var known = SegmentationReader.Items(segmentation, DicomTag.SegmentSequence).Select(segment => (int)segment.GetSingleValueOrDefault<ushort>(DicomTag.SegmentNumber, 0)).ToHashSet();
        var used = groups.Select(SegmentationReader.SegmentNumber).Select(number => number == 0 ? shared : number).ToHashSet();
        foreach (var number in used.Except(known)) yield return new("unknown-segment", $"A frame refers to segment {number}, which is not described.");
        foreach (var number in known.Except(used)) yield return new("segment-without-frame", $"Segment {number} has no frame; viewers hang on empty segments.");
    }

    private static IEnumerable<SegmentationProblem> Dimensions(DicomDataset segmentation, IList<DicomDataset> groups)
    {
        var indices = SegmentationReader.Items(segmentation, DicomTag.DimensionIndexSequence);
        var expected = indices.Count;
        if (expected == 0) yield return new("no-dimensions", "It has no Dimension Index Sequence.");
        if (groups.Any(group => Values(group) != expected)) yield return new("dimension-values", $"A frame has not the {expected} Dimension Index Value(s) that the dimensions ask for.");
    }

    private static int Values(DicomDataset group) =>
        SegmentationReader.Items(group, DicomTag.FrameContentSequence) is [var content, ..] && content.TryGetValues<uint>(DicomTag.DimensionIndexValues, out var values)
            ? values.Length
            : 0;

    private static SegmentationProblem? PixelBytes(DicomDataset segmentation, int frames)
    {
        if (segmentation.InternalTransferSyntax.IsEncapsulated || segmentation.GetDicomItem<DicomElement>(DicomTag.PixelData) is not { } pixels) return null;
        var bits = (long)segmentation.GetSingleValueOrDefault<ushort>(DicomTag.Rows, 0) * segmentation.GetSingleValueOrDefault<ushort>(DicomTag.Columns, 0)
            * segmentation.GetSingleValueOrDefault<ushort>(DicomTag.BitsAllocated, 0) * frames;
        var expected = (bits + 15) / 16 * 2;
        return pixels.Buffer.Size == expected ? null
            : new("pixel-data-length", $"Pixel Data has {pixels.Buffer.Size} bytes where {frames} frame(s) without padding between them take {expected}.");
    }
}
