using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>
/// Builds segmentations (PS3.3 A.51, C.8.20): of one projection radiograph, which has no Frame of Reference, or of the slices of a CT or MR series.
/// </summary>
public static class SegmentationBuilder
{
    /// <summary>The segmentation of one image. Contents that cannot be a valid segmentation of this source are a fault of the caller and throw.</summary>
    public static DicomFile Build(DicomDataset source, SegmentationContent content) => Build([source], content);

    /// <summary>The segmentation of slices that share a Frame of Reference; each segment has a mask for each of them, and only what is covered becomes a frame.</summary>
    /// <exception cref="ArgumentException">The images make no series, or the contents no valid segmentation of them.</exception>
    public static DicomFile Build(IReadOnlyList<DicomDataset> images, SegmentationContent content)
    {
        var sources = SegmentationSources.Create(images);
        SegmentationRules.Check(sources, content);
        var frames = SegmentFrame.Of(sources, content);
        var dataset = content.Identity.Begin(sources.First, SegmentationPixels.SopClass(content.Type), "SEG");
        AddSpace(dataset, sources);
        AddContent(dataset, content);
        SegmentationPixels.Describe(dataset, sources, content, frames.Count);
        LossyHistory.Copy(images, dataset);
        dataset.Add(new DicomSequence(DicomTag.SegmentSequence, [.. content.Segments.Select((segment, index) => segment.ToDataset(index + 1))]));
        FunctionalGroups.Add(dataset.NotValidated(), sources, content, frames); // the sources' UIDs and places are their own
        SegmentationPixels.Add(dataset, content.Type, frames);
        return new DicomFile(dataset);
    }

    private static void AddSpace(DicomDataset dataset, SegmentationSources sources)
    {
        if (sources.Geometry is { } geometry)
        {
            dataset.NotValidated().Add(DicomTag.FrameOfReferenceUID, geometry.FrameOfReferenceUid)
                .Add(DicomTag.PositionReferenceIndicator, Text.Limit(sources.First.GetSingleValueOrDefault(DicomTag.PositionReferenceIndicator, ""), 64))
                .Validated();
        }
        else
        {
            // Of type 2 and empty: an image without planes has no orientation of its own to state.
            dataset.Add(DicomTag.PatientOrientation, Array.Empty<string>());
        }
    }

    private static void AddContent(DicomDataset dataset, SegmentationContent content) => dataset
        .Add(DicomTag.ImageType, "DERIVED", "PRIMARY")
        .Add(DicomTag.ContentLabel, Text.CodeString(content.ContentLabel))
        .Add(DicomTag.ContentDescription, Text.Limit(content.ContentDescription, 64))
        .Add(DicomTag.ContentCreatorName, Text.Limit(content.ContentCreatorName, 64));
}
