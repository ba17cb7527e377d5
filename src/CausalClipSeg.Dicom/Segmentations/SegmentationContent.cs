namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>
/// To whose letter a segmentation of a projection radiograph is written. The standard allows Pixel Measures and Plane Orientation only where a
/// patient Frame of Reference is defined (PS3.3 table A.51-2), which a radiograph has not; OHIF shows nothing without them.
/// </summary>
public enum SegmentationProfile
{
    /// <summary>The standard's letter.</summary>
    Strict,

    /// <summary>With nominal Pixel Measures and Plane Orientation in the shared groups, for viewers that cannot do without.</summary>
    Viewer,
}

/// <summary>The device that makes the segmentation: Enhanced General Equipment, all of it mandatory (PS3.3 C.7.5.2).</summary>
public sealed record Equipment(string Manufacturer, string ModelName, string SerialNumber, string SoftwareVersions);

/// <summary>What goes into a segmentation besides what its source image says: valid where it can be built at all.</summary>
public sealed record SegmentationContent
{
    public required string SopInstanceUid { get; init; }

    /// <summary>A series of its own: some viewers show only the last segmentation of a series.</summary>
    public required string SeriesInstanceUid { get; init; }

    public required Equipment Equipment { get; init; }

    public required DateTimeOffset ContentTime { get; init; }

    public required IReadOnlyList<SegmentDescription> Segments { get; init; }

    public SegmentationProfile Profile { get; init; } = SegmentationProfile.Strict;

    public int SeriesNumber { get; init; } = 900;

    public int InstanceNumber { get; init; } = 1;

    public string SeriesDescription { get; init; } = "Findings of the report, segmented";

    /// <summary>Content Label (0070,0080); written in capitals, digits and underscores, at most 16.</summary>
    public string ContentLabel { get; init; } = "FINDINGS";

    public string ContentDescription { get; init; } = "Findings of the report, segmented";

    public string ContentCreatorName { get; init; } = "";
}
