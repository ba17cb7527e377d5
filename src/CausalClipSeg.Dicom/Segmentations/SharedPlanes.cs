using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>Pixel Measures and Plane Orientation, which all frames share (PS3.3 C.7.6.16.2.1, C.7.6.16.2.4).</summary>
internal static class SharedPlanes
{
    // Exactly what viewers assume of an image that has no orientation.
    private static readonly decimal[] _assumedOrientation = [1m, 0m, 0m, 0m, 1m, 0m];

    /// <summary>The slices' own; without a Frame of Reference none, or nominal ones for the viewers that cannot do without.</summary>
    public static DicomDataset Create(SegmentationSources sources, SegmentationProfile profile)
    {
        if (sources.Geometry is not { } geometry)
            return profile == SegmentationProfile.Strict ? [] : Planes(Spacing(sources.First), 1m, 1m, _assumedOrientation);
        var spacing = geometry.Spacing ?? Positive(sources.First, DicomTag.SpacingBetweenSlices);
        var thickness = Positive(sources.First, DicomTag.SliceThickness) ?? spacing ?? 1m;
        return Planes(Spacing(sources.First), thickness, spacing ?? thickness, geometry.Orientation);
    }

    private static DicomDataset Planes(decimal[] pixelSpacing, decimal thickness, decimal spacing, decimal[] orientation) => new()
    {
        new DicomSequence(DicomTag.PixelMeasuresSequence, new DicomDataset
        {
            { DicomTag.SliceThickness, thickness },
            { DicomTag.SpacingBetweenSlices, spacing },
            { DicomTag.PixelSpacing, pixelSpacing },
        }),
        new DicomSequence(DicomTag.PlaneOrientationSequence, new DicomDataset { { DicomTag.ImageOrientationPatient, orientation } }),
    };

    private static decimal[] Spacing(DicomDataset source) =>
        SliceGeometry.Numbers(source, DicomTag.PixelSpacing, 2) ?? SliceGeometry.Numbers(source, DicomTag.ImagerPixelSpacing, 2) ?? [1m, 1m];

    private static decimal? Positive(DicomDataset source, DicomTag tag) =>
        source.TryGetSingleValue(tag, out decimal value) && value > 0 ? value : null;
}
