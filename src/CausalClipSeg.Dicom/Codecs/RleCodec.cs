using CausalClipSeg.Dicom.Images;
using FellowOakDicom;
using FellowOakDicom.Imaging;
using FellowOakDicom.Imaging.Codec;
using FellowOakDicom.IO.Buffer;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>RLE Lossless (PS3.5 annex G): each byte of each sample is a segment of its own, the most significant first.</summary>
public sealed class RleCodec() : FrameCodec(DicomTransferSyntax.RLELossless)
{
    // Two bytes of a run stand for at most 128.
    private const int MaximumExpansion = 64;

    public override void Encode(DicomPixelData oldPixelData, DicomPixelData newPixelData, DicomCodecParams? parameters)
    {
        var layout = oldPixelData.Layout();
        for (var frame = 0; frame < oldPixelData.NumberOfFrames; frame++)
            newPixelData.AddFrame(EvenLengthBuffer.Create(new MemoryByteBuffer(RleWriter.Write(oldPixelData.GetFrame(frame).Data, layout))));
    }

    public override ImageResult<byte[]> DecodeFrame(ReadOnlyMemory<byte> encoded, PixelLayout layout)
    {
        var source = encoded.Span;
        var expected = layout.SamplesPerPixel * layout.BytesPerSample;
        if (layout.BitsAllocated < 8) return Damaged($"RLE is defined for whole bytes, Bits Allocated is {layout.BitsAllocated}");
        if (source.Length < RleSegments.HeaderBytes) return Damaged($"its header ends after {source.Length} of {RleSegments.HeaderBytes} bytes");
        if (TooLarge(source.Length, MaximumExpansion, layout) is { } tooLarge) return tooLarge;
        var segments = RleSegments.Read(source);
        if (segments.Count != expected) return Damaged($"it holds {segments.Count} segments where {expected} are needed");
        var samples = new byte[layout.FrameBytes];
        for (var segment = 0; segment < expected; segment++)
        {
            var (start, end) = segments[segment];
            if (start < RleSegments.HeaderBytes || end > source.Length || start > end) return Damaged($"segment {segment + 1} lies outside the frame");
            var (sample, fromTop) = Math.DivRem(segment, layout.BytesPerSample);
            var first = sample * layout.BytesPerSample + layout.BytesPerSample - 1 - fromTop;
            var written = RleSegments.Unpack(source[start..end], samples, first, expected);
            if (written < layout.PixelsPerFrame) return Damaged($"segment {segment + 1} ends after {written} of {layout.PixelsPerFrame} pixels");
        }

        return samples;
    }
}
