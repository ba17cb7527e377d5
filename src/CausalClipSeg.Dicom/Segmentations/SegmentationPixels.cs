using CausalClipSeg.Dicom.Images;
using FellowOakDicom;
using FellowOakDicom.IO.Buffer;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>How the frames lie in Pixel Data, by the type of the segmentation (PS3.3 C.8.20.2, PS3.5 section 8.1.1).</summary>
internal static class SegmentationPixels
{
    /// <summary>The stored value that stands for certainty in a fractional segmentation.</summary>
    public const ushort MaximumFractionalValue = 255;

    public static DicomUID SopClass(SegmentationType type) =>
        type == SegmentationType.LabelMap ? DicomUID.Parse("1.2.840.10008.5.1.4.1.1.66.7") : DicomUID.SegmentationStorage;

    public static void Describe(DicomDataset dataset, SegmentationSources sources, SegmentationContent content, int frames)
    {
        var bits = content.Type == SegmentationType.Binary ? 1 : 8;
        dataset.Add(DicomTag.SamplesPerPixel, (ushort)1)
            .Add(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .Add(DicomTag.NumberOfFrames, frames)
            .Add(DicomTag.Rows, sources.Rows)
            .Add(DicomTag.Columns, sources.Columns)
            .Add(DicomTag.BitsAllocated, (ushort)bits)
            .Add(DicomTag.BitsStored, (ushort)bits)
            .Add(DicomTag.HighBit, (ushort)(bits - 1))
            .Add(DicomTag.PixelRepresentation, (ushort)0)
            .Add(DicomTag.SegmentationType, content.Type.ToString().ToUpperInvariant())
            .Add(DicomTag.SegmentsOverlap, SegmentOverlap.Any(content.Segments) ? "YES" : "NO");
        if (content.Type == SegmentationType.Fractional)
            dataset.Add(DicomTag.SegmentationFractionalType, "PROBABILITY").Add(DicomTag.MaximumFractionalValue, MaximumFractionalValue);
        // The value of what belongs to no segment.
        if (content.Type == SegmentationType.LabelMap) dataset.Add(DicomVR.US, DicomTag.PixelPaddingValue, (ushort)0);
    }

    public static void Add(DicomDataset dataset, SegmentationType type, IReadOnlyList<SegmentFrame> frames) =>
        dataset.Add(new DicomOtherByte(DicomTag.PixelData, type == SegmentationType.Binary
            ? new MemoryByteBuffer(BitPacking.Pack([.. frames.Select(frame => (ReadOnlyMemory<byte>)frame.Pixels)]))
            : EvenLengthBuffer.Create(new MemoryByteBuffer([.. frames.SelectMany(frame => frame.Pixels)]))));
}
