using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>How the frames hang together (PS3.3 C.7.6.16, C.7.6.17): one frame for each segment, each derived from the same source image.</summary>
internal static class FunctionalGroups
{
    public static void Add(DicomDataset dataset, DicomDataset source, SegmentationContent content)
    {
        dataset.Add(References(source));
        AddDimension(dataset, DerivedUid.Create("dimension-organization", content.SopInstanceUid));
        dataset.Add(new DicomSequence(DicomTag.SharedFunctionalGroupsSequence, Shared(content.Profile, source)));
        dataset.Add(new DicomSequence(
            DicomTag.PerFrameFunctionalGroupsSequence, [.. content.Segments.Select((_, index) => Frame(source, index + 1))]));
    }

    // Viewers refuse a segmentation that does not list its sources by series.
    private static DicomSequence References(DicomDataset source) => new(
        DicomTag.ReferencedSeriesSequence,
        new DicomDataset
        {
            { DicomTag.SeriesInstanceUID, source.GetString(DicomTag.SeriesInstanceUID) },
            new DicomSequence(DicomTag.ReferencedInstanceSequence, Reference(source)),
        });

    private static DicomDataset Reference(DicomDataset source) => new()
    {
        { DicomTag.ReferencedSOPClassUID, source.GetString(DicomTag.SOPClassUID) },
        { DicomTag.ReferencedSOPInstanceUID, source.GetString(DicomTag.SOPInstanceUID) },
    };

    private static void AddDimension(DicomDataset dataset, string organization) => dataset
        .Add(new DicomSequence(DicomTag.DimensionOrganizationSequence, new DicomDataset { { DicomTag.DimensionOrganizationUID, organization } }))
        .Add(new DicomSequence(
            DicomTag.DimensionIndexSequence,
            new DicomDataset
            {
                { DicomTag.DimensionOrganizationUID, organization },
                { DicomTag.DimensionIndexPointer, DicomTag.ReferencedSegmentNumber },
                { DicomTag.FunctionalGroupPointer, DicomTag.SegmentIdentificationSequence },
                { DicomTag.DimensionDescriptionLabel, "Segment Number" },
            }));

    private static DicomDataset Shared(SegmentationProfile profile, DicomDataset source)
    {
        if (profile == SegmentationProfile.Strict) return [];
        var spacing = source.TryGetValues<decimal>(DicomTag.PixelSpacing, out var stated) && stated is [_, _] ? stated
            : source.TryGetValues<decimal>(DicomTag.ImagerPixelSpacing, out stated) && stated is [_, _] ? stated
            : [1m, 1m];
        return new DicomDataset
        {
            new DicomSequence(DicomTag.PixelMeasuresSequence, new DicomDataset
            {
                { DicomTag.SliceThickness, 1m },
                { DicomTag.SpacingBetweenSlices, 1m },
                { DicomTag.PixelSpacing, spacing },
            }),
            // Exactly what viewers assume of an image that has no orientation.
            new DicomSequence(DicomTag.PlaneOrientationSequence, new DicomDataset { { DicomTag.ImageOrientationPatient, 1m, 0m, 0m, 0m, 1m, 0m } }),
        };
    }

    private static DicomDataset Frame(DicomDataset source, int segmentNumber)
    {
        var image = Reference(source);
        image.Add(Codes.SourceImage.ToSequence(DicomTag.PurposeOfReferenceCodeSequence));
        image.Add(DicomTag.SpatialLocationsPreserved, "YES");
        return new DicomDataset
        {
            new DicomSequence(DicomTag.DerivationImageSequence, new DicomDataset
            {
                new DicomSequence(DicomTag.SourceImageSequence, image),
                Codes.Segmentation.ToSequence(DicomTag.DerivationCodeSequence),
            }),
            new DicomSequence(DicomTag.FrameContentSequence, new DicomDataset { { DicomTag.DimensionIndexValues, (uint)segmentNumber } }),
            new DicomSequence(DicomTag.SegmentIdentificationSequence, new DicomDataset { { DicomTag.ReferencedSegmentNumber, (ushort)segmentNumber } }),
        };
    }
}
