using CausalClipSeg.Dicom.Images;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>Reads a segmentation of anybody's making (PS3.3 A.51, C.8.20), such as the one that a radiologist corrected.</summary>
public static class SegmentationReader
{
    public static ImageResult<ReadSegmentation> Read(DicomFile file) => Read(file.Dataset);

    public static ImageResult<ReadSegmentation> Read(DicomDataset dataset)
    {
        if (!IsSegmentation(dataset)) return new ImageRefusal(ImageRefusalKind.NotAnImage, "The instance is not a segmentation (Modality SEG with a Segment Sequence).");
        if (!PixelDecoder.Open(dataset).TryGet(out var decoder, out var refusal)) return refusal;
        if (decoder.Layout.BytesPerSample != 1 || decoder.Layout.SamplesPerPixel != 1)
            return new ImageRefusal(ImageRefusalKind.Unsupported, $"The segmentation has {decoder.Layout.BitsAllocated} bits allocated; 1 and 8 are read.");
        var groups = Items(dataset, DicomTag.PerFrameFunctionalGroupsSequence);
        if (groups.Count < decoder.Layout.Frames)
            return new ImageRefusal(ImageRefusalKind.Damaged, $"The segmentation has {decoder.Layout.Frames} frames but functional groups for {groups.Count}; send it again from its source.");
        if (!ReadFrames(dataset, decoder, groups).TryGet(out var frames, out refusal)) return refusal;
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
            ReferencedInstances = [.. frames.SelectMany(frame => frame.Sources).Concat(SeriesReferences(dataset)).Distinct()],
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

    private static ImageResult<List<ReadFrame>> ReadFrames(DicomDataset dataset, PixelDecoder decoder, IList<DicomDataset> groups)
    {
        var shared = Items(dataset, DicomTag.SharedFunctionalGroupsSequence) is [var first, ..] ? first : new DicomDataset();
        var frames = new List<ReadFrame>();
        for (var index = 0; index < decoder.Layout.Frames; index++)
        {
            if (!decoder.Frame(index).TryGet(out var pixels, out var refusal)) return refusal;
            var segment = SegmentNumber(groups[index]);
            var sources = FrameReferences(groups[index]);
            frames.Add(new ReadFrame(
                segment != 0 ? segment : SegmentNumber(shared), sources.Count > 0 ? sources : FrameReferences(shared), pixels));
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
