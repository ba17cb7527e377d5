using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>The images that a segmentation is drawn on: one radiograph, or the slices of a series that share a Frame of Reference.</summary>
internal sealed class SegmentationSources
{
    private SegmentationSources(IReadOnlyList<DicomDataset> images, SliceGeometry? geometry) => (Images, Geometry) = (images, geometry);

    public IReadOnlyList<DicomDataset> Images { get; }

    public DicomDataset First => Images[0];

    /// <summary>Where the slices lie in the patient; null for images without a Frame of Reference.</summary>
    public SliceGeometry? Geometry { get; }

    public ushort Rows => First.GetSingleValueOrDefault<ushort>(DicomTag.Rows, 0);

    public ushort Columns => First.GetSingleValueOrDefault<ushort>(DicomTag.Columns, 0);

    /// <exception cref="ArgumentException">The images do not belong together, or cannot be referred to.</exception>
    public static SegmentationSources Create(IReadOnlyList<DicomDataset> images)
    {
        Require(images.Count > 0, "A segmentation needs the images that it was drawn on; none was given.");
        foreach (var image in images) Check(image);
        var geometry = SliceGeometry.Read(images);
        Require(images.Count == 1 || geometry is not null,
            $"{images.Count} images without a common Frame of Reference, orientation and positions make no series; build a segmentation of each.");
        foreach (var tag in (DicomTag[])[DicomTag.StudyInstanceUID, DicomTag.PatientID, DicomTag.Rows, DicomTag.Columns])
        {
            Require(images.All(image => image.GetSingleValueOrDefault(tag, "") == images[0].GetSingleValueOrDefault(tag, "")),
                $"The source images differ in {tag.DictionaryEntry.Name} {tag}; a segmentation has one.");
        }

        Require(images.Select(image => image.GetString(DicomTag.SOPInstanceUID)).Distinct().Count() == images.Count, "The same source image was given twice.");
        return new SegmentationSources(images, geometry);
    }

    private static void Check(DicomDataset image)
    {
        foreach (var tag in (DicomTag[])[DicomTag.SOPClassUID, DicomTag.SOPInstanceUID, DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID])
            Require(image.GetSingleValueOrDefault(tag, "").Length > 0, $"The source image has no {tag.DictionaryEntry.Name} {tag}; a segmentation must refer to it.");
        Require(image.GetSingleValueOrDefault<ushort>(DicomTag.Rows, 0) > 0 && image.GetSingleValueOrDefault<ushort>(DicomTag.Columns, 0) > 0,
            "The source image has no Rows or Columns; a segmentation has the size of its source.");
        // Some writers say 0 of the one frame that there is.
        Require(image.GetSingleValueOrDefault(DicomTag.NumberOfFrames, 1) <= 1, "The source image has several frames; give single-frame images.");
    }

    private static void Require(bool holds, string sentence)
    {
        if (!holds) throw new ArgumentException(sentence);
    }
}
