using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>How the frames hang together (PS3.3 C.7.6.16, C.7.6.17): each shows a segment on one source image, and where the patient has a space, its place in it.</summary>
internal static class FunctionalGroups
{
    public static void Add(DicomDataset dataset, SegmentationSources sources, SegmentationContent content, IReadOnlyList<SegmentFrame> frames)
    {
        dataset.Add(References(sources.Images));
        FrameDimensions.Add(dataset, sources, content);
        dataset.Add(new DicomSequence(DicomTag.SharedFunctionalGroupsSequence, SharedPlanes.Create(sources, content.Profile)));
        dataset.Add(new DicomSequence(DicomTag.PerFrameFunctionalGroupsSequence, [.. frames.Select(frame => Frame(sources, frame))]));
    }

    // Viewers refuse a segmentation that does not list its sources by series.
    private static DicomSequence References(IReadOnlyList<DicomDataset> images) => new(
        DicomTag.ReferencedSeriesSequence,
        [.. images.GroupBy(image => image.GetString(DicomTag.SeriesInstanceUID))
            .Select(series => SourceReference.ToSeries(series.Key, DicomTag.ReferencedInstanceSequence, [.. series.Select(SourceReference.To)]))]);

    private static DicomDataset Frame(SegmentationSources sources, SegmentFrame frame)
    {
        var image = SourceReference.To(sources.Images[frame.Source]);
        image.Add(Codes.SourceImage.ToSequence(DicomTag.PurposeOfReferenceCodeSequence));
        image.Add(DicomTag.SpatialLocationsPreserved, "YES");
        var derivation = new DicomDataset().NotValidated().Add(new DicomSequence(DicomTag.SourceImageSequence, image));
        derivation.Add(Codes.Segmentation.ToSequence(DicomTag.DerivationCodeSequence));
        var group = new DicomDataset().NotValidated().Add(new DicomSequence(DicomTag.DerivationImageSequence, derivation));
        group.Add(new DicomSequence(DicomTag.FrameContentSequence, FrameDimensions.Content(sources, frame)));
        if (sources.Geometry is { } geometry)
        {
            group.Add(new DicomSequence(DicomTag.PlanePositionSequence, new DicomDataset
            {
                { DicomTag.ImagePositionPatient, geometry.Positions[frame.Source] },
            }));
        }

        if (frame.Segment > 0)
        {
            group.Add(new DicomSequence(DicomTag.SegmentIdentificationSequence, new DicomDataset
            {
                { DicomTag.ReferencedSegmentNumber, (ushort)frame.Segment },
            }));
        }

        return group;
    }
}
