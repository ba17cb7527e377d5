using CausalClipSeg.Dicom.Images;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>Reads a segmentation of anybody's making (PS3.3 A.51, C.8.20), such as the one that a radiologist corrected.</summary>
public static class SegmentationReader
{
    /// <summary>What the frames that were asked for may take, a byte for each pixel; as much as a single frame of an image may.</summary>
    private const long MaximumBytes = 1L << 29;

    public static ImageResult<ReadSegmentation> Read(DicomFile file) => Read(file.Dataset);

    public static ImageResult<ReadSegmentation> Read(DicomDataset dataset) => Read(dataset, null);

    /// <summary>Everything but the frames: what was drawn on which images, without a pixel of it in memory.</summary>
    public static ImageResult<ReadSegmentation> Outline(DicomDataset dataset) => Read(dataset, _ => false);

    /// <summary>Only the frames on one image, and those that name none: somebody's segmentation of thousands of slices is not expanded for the one that is known.</summary>
    public static ImageResult<ReadSegmentation> OnImage(DicomDataset dataset, string sopInstanceUid) =>
        Read(dataset, sources => sources.Count == 0 || sources.Any(source => source.SopInstanceUid == sopInstanceUid));

    private static ImageResult<ReadSegmentation> Read(DicomDataset dataset, Predicate<IReadOnlyList<InstanceReference>>? wanted)
    {
        if (!IsSegmentation(dataset)) return new ImageRefusal(ImageRefusalKind.NotAnImage, "The instance is not a segmentation (Modality SEG with a Segment Sequence).");
        if (!PixelDecoder.Open(dataset).TryGet(out var decoder, out var refusal)) return refusal;
        if (decoder.Layout.BytesPerSample != 1 || decoder.Layout.SamplesPerPixel != 1)
            return new ImageRefusal(ImageRefusalKind.Unsupported, $"The segmentation has {decoder.Layout.BitsAllocated} bits allocated; 1 and 8 are read.");
        var groups = Items(dataset, DicomTag.PerFrameFunctionalGroupsSequence);
        if (groups.Count < decoder.Layout.Frames)
            return new ImageRefusal(ImageRefusalKind.Damaged, $"The segmentation has {decoder.Layout.Frames} frames but functional groups for {groups.Count}; send it again from its source.");
        var places = Places(dataset, decoder.Layout.Frames, groups);
        if (!ReadFrames(decoder, places, wanted).TryGet(out var frames, out refusal)) return refusal;
        return new ReadSegmentation
        {
            SopInstanceUid = dataset.GetSingleValueOrDefault(DicomTag.SOPInstanceUID, ""),
            SeriesInstanceUid = dataset.GetSingleValueOrDefault(DicomTag.SeriesInstanceUID, ""),
            StudyInstanceUid = dataset.GetSingleValueOrDefault(DicomTag.StudyInstanceUID, ""),
            SegmentationType = dataset.GetSingleValueOrDefault(DicomTag.SegmentationType, "BINARY").Trim(),
            MaximumFractionalValue = dataset.GetSingleValueOrDefault<ushort>(DicomTag.MaximumFractionalValue, 1),
            Rows = decoder.Layout.Rows,
            Columns = decoder.Layout.Columns,
            Segments = [.. Items(dataset, DicomTag.SegmentSequence).Select(Segment)],
            Frames = frames,
            ReferencedInstances = [.. places.SelectMany(place => place.Sources).Concat(SeriesReferences(dataset)).Distinct()],
        };
    }

    public static bool IsSegmentation(DicomDataset dataset) =>
        dataset.GetSingleValueOrDefault(DicomTag.Modality, "").Trim() == "SEG" && dataset.Contains(DicomTag.SegmentSequence);

    internal static IList<DicomDataset> Items(DicomDataset dataset, DicomTag tag) =>
        dataset.TryGetSequence(tag, out var sequence) ? sequence.Items : [];

    internal static IEnumerable<InstanceReference> SeriesReferences(DicomDataset dataset) =>
        Items(dataset, DicomTag.ReferencedSeriesSequence).SelectMany(series => Items(series, DicomTag.ReferencedInstanceSequence)).Select(Reference);

    internal static IReadOnlyList<InstanceReference> FrameReferences(DicomDataset group) =>
        [.. Items(group, DicomTag.DerivationImageSequence).SelectMany(derivation => Items(derivation, DicomTag.SourceImageSequence)).Select(Reference)];

    internal static int SegmentNumber(DicomDataset group) =>
        Items(group, DicomTag.SegmentIdentificationSequence) is [var identification, ..]
            ? identification.GetSingleValueOrDefault<ushort>(DicomTag.ReferencedSegmentNumber, 0)
            : 0;

    /// <summary>Which segment each frame shows, and on which images; what the frames share is said once.</summary>
    private static List<(int Segment, IReadOnlyList<InstanceReference> Sources)> Places(DicomDataset dataset, int frames, IList<DicomDataset> groups)
    {
        var shared = Items(dataset, DicomTag.SharedFunctionalGroupsSequence) is [var first, ..] ? first : new DicomDataset();
        var (sharedSegment, sharedSources) = (SegmentNumber(shared), FrameReferences(shared));
        return [.. groups.Take(frames).Select(group => (
            SegmentNumber(group) is var segment and not 0 ? segment : sharedSegment, FrameReferences(group) is { Count: > 0 } sources ? sources : sharedSources))];
    }

    private static ImageResult<List<ReadFrame>> ReadFrames(
        PixelDecoder decoder, List<(int Segment, IReadOnlyList<InstanceReference> Sources)> places, Predicate<IReadOnlyList<InstanceReference>>? wanted)
    {
        int[] chosen = [.. Enumerable.Range(0, places.Count).Where(index => wanted?.Invoke(places[index].Sources) ?? true)];
        if (wanted is not null && (long)chosen.Length * decoder.Layout.PixelsPerFrame > MaximumBytes)
            return new ImageRefusal(ImageRefusalKind.Unsupported, $"The segmentation has {chosen.Length} frames of {decoder.Layout.Rows} x {decoder.Layout.Columns} pixels on one image, more than {MaximumBytes >> 20} MiB; send fewer segments in one object.");
        var frames = new List<ReadFrame>(chosen.Length);
        foreach (var index in chosen)
        {
            if (!decoder.Frame(index).TryGet(out var pixels, out var refusal)) return refusal;
            frames.Add(new ReadFrame(places[index].Segment, places[index].Sources, pixels));
        }

        return frames;
    }

    private static ReadSegment Segment(DicomDataset segment)
    {
        var trackingUid = segment.GetSingleValueOrDefault(DicomTag.TrackingUID, "");
        return new ReadSegment(
            segment.GetSingleValueOrDefault<ushort>(DicomTag.SegmentNumber, 0),
            segment.GetSingleValueOrDefault(DicomTag.SegmentLabel, ""),
            CodedConcept.FromSequence(segment, DicomTag.SegmentedPropertyCategoryCodeSequence),
            CodedConcept.FromSequence(segment, DicomTag.SegmentedPropertyTypeCodeSequence),
            Enum.TryParse<SegmentAlgorithmType>(segment.GetSingleValueOrDefault(DicomTag.SegmentAlgorithmType, "").Trim(), ignoreCase: true, out var type) ? type : null,
            AlgorithmIdentification.FromSegment(segment),
            trackingUid.Length > 0 ? new TrackingIdentity(segment.GetSingleValueOrDefault(DicomTag.TrackingID, ""), trackingUid) : null);
    }

    private static InstanceReference Reference(DicomDataset item) => new(
        item.GetSingleValueOrDefault(DicomTag.ReferencedSOPClassUID, ""),
        item.GetSingleValueOrDefault(DicomTag.ReferencedSOPInstanceUID, ""));
}
