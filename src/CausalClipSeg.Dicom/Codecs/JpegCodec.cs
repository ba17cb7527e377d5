using CausalClipSeg.Dicom.Images;
using FellowOakDicom;
using JpegLibrary;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>JPEG baseline, extended and lossless (PS3.5 section 8.2.1); colour channels stay as they are in the stream.</summary>
public sealed class JpegCodec(DicomTransferSyntax transferSyntax) : FrameCodec(transferSyntax)
{
    // A flat block of 8 x 8 samples takes two bits at the least, and an end-of-band run tells of many blocks at once.
    private const int MaximumExpansion = 4096;

    public override ImageResult<byte[]> DecodeFrame(ReadOnlyMemory<byte> encoded, PixelLayout layout)
    {
        if (TooLarge(encoded.Length, MaximumExpansion, layout) is { } tooLarge) return tooLarge;
        try
        {
            if (layout.BitsAllocated > 16) return Damaged($"JPEG holds at most 16 bits, Bits Allocated is {layout.BitsAllocated}");
            if (LosslessJpeg.IsLossless(encoded.Span)) return new LosslessJpeg(layout).Decode(encoded.Span);
            var decoder = new JpegDecoder();
            decoder.SetInput(encoded);
            decoder.Identify();
            if (decoder.Width != layout.Columns || decoder.Height != layout.Rows || decoder.NumberOfComponents != layout.SamplesPerPixel)
                return Mismatch(decoder.Height, decoder.Width, decoder.NumberOfComponents, layout);
            if (decoder.Precision > layout.BitsAllocated) return Damaged($"samples of {decoder.Precision} bits do not fit the {layout.BitsAllocated} allocated");
            var samples = new byte[layout.FrameBytes];
            decoder.SetOutputWriter(new JpegSampleWriter(samples, layout, decoder.Precision));
            decoder.Decode();
            Enlarge(decoder, layout, samples);
            return samples;
        }
        catch (Exception broken) when (broken is InvalidDataException or InvalidOperationException or NotSupportedException or IndexOutOfRangeException or ArgumentException or ArithmeticException)
        {
            return Damaged(broken.Message.TrimEnd('.'));
        }
    }

    private static void Enlarge(JpegDecoder decoder, PixelLayout layout, byte[] samples)
    {
        if (layout.BytesPerSample != 1) return;
        for (var component = 0; component < layout.SamplesPerPixel; component++)
        {
            var across = decoder.GetMaximumHorizontalSampling() / decoder.GetHorizontalSampling(component);
            var down = decoder.GetMaximumVerticalSampling() / decoder.GetVerticalSampling(component);
            // Every other ratio (4:1:1 has 4 by 1) libjpeg repeats too: it has slopes for halves only.
            if ((across, down) is (2, 1) or (2, 2) or (1, 2)) new ChromaEnlargement(layout, component, across, down).Smooth(samples);
        }
    }
}
