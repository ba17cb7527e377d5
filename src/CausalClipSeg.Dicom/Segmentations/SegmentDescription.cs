using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>Who drew a segment: Segment Algorithm Type (0062,0008).</summary>
public enum SegmentAlgorithmType
{
    Automatic,
    SemiAutomatic,
    Manual,
}

/// <summary>What stays the same when a segment is drawn again in a revision (PS3.3 C.8.20.2, Tracking ID and Tracking UID come together).</summary>
public sealed record TrackingIdentity(string Id, string Uid);

/// <summary>
/// The pixels of a segment at the size of its source image, row by row: 0 outside and anything else inside; in a fractional segmentation the
/// probability, 0 for none to 255 for certainty.
/// </summary>
public sealed record SegmentMask(int Rows, int Columns, byte[] Pixels)
{
    /// <summary>Whether no pixel is inside.</summary>
    public bool IsEmpty => !Pixels.AsSpan().ContainsAnyExcept((byte)0);
}

/// <summary>One segment and what it stands for: the Segment Description macro (PS3.3 table C.8.20-4) together with its pixels.</summary>
public sealed record SegmentDescription
{
    public required string Label { get; init; }

    /// <summary>One mask for each source image, in the order of the sources; an empty one makes no frame.</summary>
    public IReadOnlyList<SegmentMask> Masks { get; init; } = [];

    /// <summary>The mask of a segment that has a single source image.</summary>
    public SegmentMask Mask
    {
        get => Masks[0];
        init => Masks = [value];
    }

    /// <summary>Free text such as the sentence that it was drawn from; written only where given.</summary>
    public string? Description { get; init; }

    public CodedConcept Category { get; init; } = Codes.MorphologicallyAbnormalStructure;

    public required CodedConcept Type { get; init; }

    public CodedConcept? AnatomicRegion { get; init; }

    /// <summary>The side of <see cref="AnatomicRegion"/>; the patient's, never the viewer's.</summary>
    public CodedConcept? AnatomicRegionModifier { get; init; }

    public SegmentAlgorithmType AlgorithmType { get; init; } = SegmentAlgorithmType.Automatic;

    /// <summary>Required unless a person drew the segment.</summary>
    public AlgorithmIdentification? Algorithm { get; init; }

    public required TrackingIdentity Tracking { get; init; }

    public CieLabColour Colour { get; init; } = CieLabColour.Amber;

    internal DicomDataset ToDataset(int number)
    {
        var item = new DicomDataset
        {
            Category.ToSequence(DicomTag.SegmentedPropertyCategoryCodeSequence),
            { DicomTag.SegmentNumber, (ushort)number },
            { DicomTag.SegmentLabel, Text.Limit(Label, 64) },
            { DicomTag.SegmentAlgorithmType, AlgorithmType.ToString().ToUpperInvariant() },
            { DicomTag.RecommendedDisplayCIELabValue, Colour.Lightness, Colour.A, Colour.B },
            Type.ToSequence(DicomTag.SegmentedPropertyTypeCodeSequence),
            { DicomTag.TrackingID, Tracking.Id },
            { DicomTag.TrackingUID, Tracking.Uid },
        };
        if (!string.IsNullOrWhiteSpace(Description)) item.Add(DicomTag.SegmentDescription, Text.Limit(Description, 1024));
        if (Algorithm is not null) item.Add(Algorithm.ToSequence()).Add(DicomTag.SegmentAlgorithmName, Text.Limit(Algorithm.Name, 64));
        if (AnatomicRegion is not null) item.Add(Region(AnatomicRegion));
        return item;
    }

    private DicomSequence Region(CodedConcept region)
    {
        var item = region.ToDataset();
        if (AnatomicRegionModifier is not null) item.Add(AnatomicRegionModifier.ToSequence(DicomTag.AnatomicRegionModifierSequence));
        return new DicomSequence(DicomTag.AnatomicRegionSequence, item);
    }
}
