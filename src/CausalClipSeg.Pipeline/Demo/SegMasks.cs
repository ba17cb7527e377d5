using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Demo;

/// <summary>The masks of a SEG file, read back as any reader would.</summary>
internal static class SegMasks
{
    public static IReadOnlyList<byte[]> Read(string path)
    {
        var read = SegmentationReader.Read(DicomFile.Open(path)).Value;
        return [.. read.Segments.Select(segment => read.Mask(segment.Number).Pixels)];
    }
}
