using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>What must hold before a segmentation is built, so that one that exists is one that is valid.</summary>
internal static class SegmentationRules
{
    public static void Check(DicomDataset source, SegmentationContent content)
    {
        var (rows, columns) = (source.GetSingleValueOrDefault<ushort>(DicomTag.Rows, 0), source.GetSingleValueOrDefault<ushort>(DicomTag.Columns, 0));
        foreach (var tag in (DicomTag[])[DicomTag.SOPClassUID, DicomTag.SOPInstanceUID, DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID])
            Require(source.GetSingleValueOrDefault(tag, "").Length > 0, $"The source image has no {tag.DictionaryEntry.Name} {tag}; a segmentation must refer to it.");
        Require(rows > 0 && columns > 0, "The source image has no Rows or Columns; a segmentation has the size of its source.");
        Require(content.SeriesInstanceUid != source.GetString(DicomTag.SeriesInstanceUID), "A segmentation stands in a series of its own, not in its source's; derive another Series Instance UID.");
        Require(content.SopInstanceUid != source.GetString(DicomTag.SOPInstanceUID), "A segmentation cannot have its source's SOP Instance UID; derive another.");
        Require(content.Segments.Count is > 0 and <= ushort.MaxValue, "A segmentation has at least one segment; a negative result is recorded, not segmented.");
        foreach (var segment in content.Segments) Check(segment, rows, columns);
    }

    private static void Check(SegmentDescription segment, int rows, int columns)
    {
        var mask = segment.Mask;
        Require(!string.IsNullOrWhiteSpace(segment.Label), "A segment has no label; name what it shows.");
        Require(mask.Rows == rows && mask.Columns == columns && mask.Pixels.Length == rows * columns,
            $"The mask of segment \"{segment.Label}\" is {mask.Rows} x {mask.Columns} where its source is {rows} x {columns}; resample it to the source's size.");
        Require(mask.Pixels.AsSpan().ContainsAnyExcept((byte)0), $"The mask of segment \"{segment.Label}\" is empty; leave the segment out, viewers hang on empty ones.");
        Require(segment.AlgorithmType == SegmentAlgorithmType.Manual || segment.Algorithm is not null,
            $"Segment \"{segment.Label}\" was not drawn by hand but names no algorithm (PS3.3 C.8.20.4).");
        Require(segment.Tracking.Id.Length > 0 && segment.Tracking.Uid.Length > 0, $"Segment \"{segment.Label}\" needs both Tracking ID and Tracking UID.");
    }

    private static void Require(bool holds, string sentence)
    {
        if (!holds) throw new ArgumentException(sentence);
    }
}
