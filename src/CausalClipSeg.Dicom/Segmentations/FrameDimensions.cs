using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>By what the frames are ordered: their segment and, in a patient's space, their position (PS3.3 C.7.6.17).</summary>
internal static class FrameDimensions
{
    // A label map of an image without space has neither segment nor position to tell its one frame by.
    private const string OnlyFrame = "1";

    public static void Add(DicomDataset dataset, SegmentationSources sources, SegmentationContent content)
    {
        var organization = DerivedUid.Create("dimension-organization", content.SopInstanceUid);
        var dimensions = new List<DicomDataset>();
        if (content.Type != SegmentationType.LabelMap)
            dimensions.Add(Dimension(organization, DicomTag.ReferencedSegmentNumber, DicomTag.SegmentIdentificationSequence, "Segment Number"));
        if (sources.Geometry is not null)
            dimensions.Add(Dimension(organization, DicomTag.ImagePositionPatient, DicomTag.PlanePositionSequence, "Image Position Patient"));
        if (dimensions.Count == 0)
            dimensions.Add(Dimension(organization, DicomTag.FrameLabel, DicomTag.FrameContentSequence, "Frame Label"));
        dataset
            .Add(new DicomSequence(DicomTag.DimensionOrganizationSequence, new DicomDataset { { DicomTag.DimensionOrganizationUID, organization } }))
            .Add(new DicomSequence(DicomTag.DimensionIndexSequence, [.. dimensions]));
    }

    /// <summary>The frame's place in each of the dimensions, in their order.</summary>
    public static DicomDataset Content(SegmentationSources sources, SegmentFrame frame)
    {
        var values = new List<uint>();
        if (frame.Segment > 0) values.Add((uint)frame.Segment);
        if (sources.Geometry is { } geometry) values.Add((uint)geometry.Ranks[frame.Source]);
        if (values.Count > 0) return new DicomDataset { { DicomTag.DimensionIndexValues, values.ToArray() } };
        return new DicomDataset { { DicomTag.DimensionIndexValues, 1u }, { DicomTag.FrameLabel, OnlyFrame } };
    }

    private static DicomDataset Dimension(string organization, DicomTag pointer, DicomTag group, string label) => new()
    {
        { DicomTag.DimensionOrganizationUID, organization },
        { DicomTag.DimensionIndexPointer, pointer },
        { DicomTag.FunctionalGroupPointer, group },
        { DicomTag.DimensionDescriptionLabel, label },
    };
}
