using CausalClipSeg.Dicom.Images;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>JPEG 2000, reversible and irreversible (PS3.5 section 8.2.4), by OpenJPEG; its multiple component transform is undone, so colour comes out as RGB.</summary>
public sealed class Jpeg2000Codec(DicomTransferSyntax transferSyntax) : FrameCodec(transferSyntax)
{
    // An empty packet is a byte and may stand for a whole resolution, so that a frame of one value is very short.
    private const int MaximumExpansion = 1 << 16;
    private const int Codestream = 0;
    private const int Jp2File = 2;
    private static readonly NativeCodecLibrary _library = new(OpenJpeg.Library, "libopenjp2-7", "JPEG 2000");

    private static ReadOnlySpan<byte> Jp2Signature => [0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20];

    public override string Photometric(PixelLayout layout) => layout.PhotometricInterpretation switch
    {
        "YBR_RCT" or "YBR_ICT" => "RGB",
        var other => other,
    };

    public override unsafe ImageResult<byte[]> DecodeFrame(ReadOnlyMemory<byte> encoded, PixelLayout layout)
    {
        if (_library.Refusal is { } absent) return absent;
        if (TooLarge(encoded.Length, MaximumExpansion, layout) is { } tooLarge) return tooLarge;
        using var source = new OpenJpegSource(encoded);
        var codec = OpenJpeg.CreateDecoder(encoded.Span.StartsWith(Jp2Signature) ? Jp2File : Codestream);
        OpenJpeg.Image* image = null;
        try
        {
            fixed (byte* parameters = new byte[OpenJpeg.ParametersBytes])
            {
                OpenJpeg.SetDefaults(parameters);
                if (OpenJpeg.Setup(codec, parameters) == 0) return Damaged("OpenJPEG refused its parameters");
            }

            if (OpenJpeg.ReadHeader(source.Stream, codec, out image) == 0) return Damaged("its header is not one of JPEG 2000");
            var (rows, columns) = ((long)image->Y1 - image->Y0, (long)image->X1 - image->X0);
            if (rows != layout.Rows || columns != layout.Columns || image->Components != layout.SamplesPerPixel)
                return Mismatch(rows, columns, (int)image->Components, layout);
            if (OpenJpeg.Decode(codec, source.Stream, image) == 0) return Damaged("the codestream is broken or ends early");
            return Samples(image, layout);
        }
        finally
        {
            OpenJpeg.DestroyImage(image);
            OpenJpeg.DestroyDecoder(codec);
        }
    }

    private unsafe ImageResult<byte[]> Samples(OpenJpeg.Image* image, PixelLayout layout)
    {
        var samples = new byte[layout.FrameBytes];
        for (var component = 0; component < layout.SamplesPerPixel; component++)
        {
            var plane = image->Planes[component];
            if (plane.Samples == null || plane.Width != layout.Columns || plane.Height != layout.Rows)
                return Damaged($"component {component + 1} is {plane.Height} x {plane.Width}, subsampled or absent");
            if (plane.Precision > layout.BitsAllocated) return Damaged($"samples of {plane.Precision} bits do not fit the {layout.BitsAllocated} allocated");
            // A codestream that calls signed samples unsigned keeps their bit patterns: the sign is taken from the top bit.
            var shift = layout.IsSigned && plane.IsSigned == 0 ? 32 - (int)plane.Precision : 0;
            for (var pixel = 0; pixel < layout.PixelsPerFrame; pixel++)
                SampleWriter.Write(samples, pixel * layout.SamplesPerPixel + component, plane.Samples[pixel] << shift >> shift, layout);
        }

        return samples;
    }
}
