using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>What must hold before a segmentation is built, so that one that exists is one that is valid.</summary>
internal static class SegmentationRules
{
    public static void Check(SegmentationSources sources, SegmentationContent content)
    {
        foreach (var source in sources.Images)
        {
            Require(content.SeriesInstanceUid != source.GetString(DicomTag.SeriesInstanceUID), "A segmentation stands in a series of its own, not in its source's; derive another Series Instance UID.");
            Require(content.SopInstanceUid != source.GetString(DicomTag.SOPInstanceUID), "A segmentation cannot have its source's SOP Instance UID; derive another.");
        }

        Require(content.Segments.Count is > 0 and <= ushort.MaxValue, "A segmentation has at least one segment; a negative result is recorded, not segmented.");
        foreach (var segment in content.Segments) Check(segment, sources);
        if (content.Type != SegmentationType.LabelMap) return;
        Require(content.Segments.Count <= byte.MaxValue, $"A label map of bytes has at most 255 segments, not {content.Segments.Count}.");
        Require(!SegmentOverlap.Any(content.Segments), "Segments overlap, which a label map cannot show; write it as BINARY.");
    }

    private static void Check(SegmentDescription segment, SegmentationSources sources)
    {
        Require(!string.IsNullOrWhiteSpace(segment.Label), "A segment has no label; name what it shows.");
        Require(segment.Masks.Count == sources.Images.Count,
            $"Segment \"{segment.Label}\" has {segment.Masks.Count} mask(s) for {sources.Images.Count} source image(s); give one for each, empty where it shows nothing.");
        foreach (var mask in segment.Masks)
        {
            Require(mask.Rows == sources.Rows && mask.Columns == sources.Columns && mask.Pixels.Length == sources.Rows * sources.Columns,
                $"The mask of segment \"{segment.Label}\" is {mask.Rows} x {mask.Columns} where its source is {sources.Rows} x {sources.Columns}; resample it to the source's size.");
        }

        Require(segment.Masks.Any(mask => !mask.IsEmpty), $"The mask of segment \"{segment.Label}\" is empty; leave the segment out, viewers hang on empty ones.");
        Require(segment.AlgorithmType == SegmentAlgorithmType.Manual || segment.Algorithm is not null,
            $"Segment \"{segment.Label}\" was not drawn by hand but names no algorithm (PS3.3 C.8.20.4).");
        Require(segment.Tracking.Id.Length > 0 && segment.Tracking.Uid.Length > 0, $"Segment \"{segment.Label}\" needs both Tracking ID and Tracking UID.");
    }

    private static void Require(bool holds, string sentence)
    {
        if (!holds) throw new ArgumentException(sentence);
    }
}
