namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>An instance that a segmentation refers to, by what it is and by which one it is.</summary>
public sealed record InstanceReference(string SopClassUid, string SopInstanceUid);

/// <summary>A segment as it was read from a file, ours or anybody's.</summary>
public sealed record ReadSegment(
    int Number,
    string Label,
    CodedConcept? Category,
    CodedConcept? Type,
    SegmentAlgorithmType? AlgorithmType,
    AlgorithmIdentification? Algorithm,
    TrackingIdentity? Tracking);

/// <summary>
/// One frame: of a binary segmentation 0 and 1, of a fractional one 0 to its maximum, of a label map the segments' numbers
/// (then <see cref="SegmentNumber"/> is 0).
/// </summary>
public sealed record ReadFrame(int SegmentNumber, IReadOnlyList<InstanceReference> Sources, byte[] Pixels);

/// <summary>A segmentation read back: what was drawn, by whom, on which images.</summary>
public sealed record ReadSegmentation
{
    public required string SopInstanceUid { get; init; }

    public required string SeriesInstanceUid { get; init; }

    public required string StudyInstanceUid { get; init; }

    /// <summary>BINARY, FRACTIONAL or LABELMAP.</summary>
    public required string SegmentationType { get; init; }

    /// <summary>The stored value that stands for 1 in a fractional segmentation.</summary>
    public required int MaximumFractionalValue { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required IReadOnlyList<ReadSegment> Segments { get; init; }

    public required IReadOnlyList<ReadFrame> Frames { get; init; }

    /// <summary>Every source image, by its frames and by the Referenced Series Sequence together.</summary>
    public required IReadOnlyList<InstanceReference> ReferencedInstances { get; init; }

    /// <summary>What a segment covers on one source image (all frames of the segment where none is named), 0 and 1.</summary>
    public SegmentMask Mask(int segmentNumber, string? sourceSopInstanceUid = null)
    {
        var pixels = new byte[Rows * Columns];
        foreach (var frame in Frames.Where(frame => Shows(frame, segmentNumber, sourceSopInstanceUid)))
        {
            var covers = Covering(segmentNumber);
            var (first, last) = covers[0] == 0 // then only what is not zero matters, which is little of most masks
                ? (frame.Pixels.AsSpan().IndexOfAnyExcept((byte)0), frame.Pixels.AsSpan().LastIndexOfAnyExcept((byte)0))
                : (0, pixels.Length - 1);
            for (var i = Math.Max(0, first); i <= last; i++)
                pixels[i] |= covers[frame.Pixels[i]];
        }

        return new SegmentMask(Rows, Columns, pixels);
    }

    /// <summary>The stored values of a segment on one source image: of a fractional segmentation 0 to <see cref="MaximumFractionalValue"/>.</summary>
    public byte[] Values(int segmentNumber, string sourceSopInstanceUid) =>
        Frames.FirstOrDefault(frame => Shows(frame, segmentNumber, sourceSopInstanceUid))?.Pixels ?? new byte[Rows * Columns];

    private bool Shows(ReadFrame frame, int segment, string? source) =>
        (frame.SegmentNumber == segment || SegmentationType == "LABELMAP")
        && (source is null || frame.Sources.Count == 0 || frame.Sources.Any(reference => reference.SopInstanceUid == source));

    /// <summary>For each value of a pixel 1 where it is inside.</summary>
    private byte[] Covering(int segment) => [.. Enumerable.Range(0, 256).Select(value => Covers((byte)value, segment) ? (byte)1 : (byte)0)];

    // A probability of one half and more counts as inside.
    private bool Covers(byte value, int segment) => SegmentationType switch
    {
        "LABELMAP" => value == segment,
        "FRACTIONAL" => value * 2 >= MaximumFractionalValue && value > 0,
        _ => value != 0,
    };
}
