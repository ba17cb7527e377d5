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

/// <summary>How the pixels of a segmentation say what is inside: Segmentation Type (0062,0001), PS3.3 C.8.20.2.3.</summary>
public enum SegmentationType
{
    /// <summary>A bit a pixel, a frame for each segment and image.</summary>
    Binary,

    /// <summary>A probability of 0 to 255 a pixel, a frame for each segment and image.</summary>
    Fractional,

    /// <summary>The number of the segment a pixel, a frame for each image; segments cannot overlap, and few viewers read it yet.</summary>
    LabelMap,
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

    /// <summary>In the site's zone: it is written so where the source states none of its own.</summary>
    public required DateTimeOffset ContentTime { get; init; }

    public required IReadOnlyList<SegmentDescription> Segments { get; init; }

    public SegmentationProfile Profile { get; init; } = SegmentationProfile.Strict;

    public SegmentationType Type { get; init; } = SegmentationType.Binary;

    public int SeriesNumber { get; init; } = 900;

    public int InstanceNumber { get; init; } = 1;

    public string SeriesDescription { get; init; } = "Findings of the report, segmented";

    /// <summary>Content Label (0070,0080); written in capitals, digits and underscores, at most 16.</summary>
    public string ContentLabel { get; init; } = "FINDINGS";

    public string ContentDescription { get; init; } = "Findings of the report, segmented";

    public string ContentCreatorName { get; init; } = "";

    internal ObjectIdentity Identity => new()
    {
        SopInstanceUid = SopInstanceUid,
        SeriesInstanceUid = SeriesInstanceUid,
        Equipment = Equipment,
        ContentTime = ContentTime,
        SeriesNumber = SeriesNumber,
        SeriesDescription = SeriesDescription,
        InstanceNumber = InstanceNumber,
    };
}
