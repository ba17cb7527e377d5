using CausalClipSeg.Dicom.Images;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>JPEG-LS lossless and near-lossless (PS3.5 section 8.2.3) by CharLS, which every distribution carries.</summary>
public sealed class JpegLsCodec(DicomTransferSyntax transferSyntax) : FrameCodec(transferSyntax)
{
    // A bit of a run stands for at most 32,768 pixels of a line (ITU-T T.87 A.7.1.2); real lines are shorter.
    private const int MaximumExpansion = 1 << 16;
    private static readonly NativeCodecLibrary _library = new(CharLs.Library, "libcharls2", "JPEG-LS");

    private static ReadOnlySpan<byte> EndOfImage => [0xFF, 0xD9];

    public override ImageResult<byte[]> DecodeFrame(ReadOnlyMemory<byte> encoded, PixelLayout layout)
    {
        if (_library.Refusal is { } absent) return absent;
        if (TooLarge(encoded.Length, MaximumExpansion, layout) is { } tooLarge) return tooLarge;
        var decoded = Decode(encoded, layout);
        return !decoded.Succeeded && WithoutPadding(encoded.Span) is { } exact ? Decode(exact, layout) : decoded;
    }

    private unsafe ImageResult<byte[]> Decode(ReadOnlyMemory<byte> encoded, PixelLayout layout)
    {
        using var pinned = encoded.Pin();
        using var decoder = CharLsDecoder.Create();
        if (CharLs.SetSource(decoder, (byte*)pinned.Pointer, (nuint)encoded.Length) is var source and not 0) return Failed(source);
        if (CharLs.ReadHeader(decoder) is var header and not 0) return Failed(header);
        if (CharLs.GetFrameInfo(decoder, out var frame) is var info and not 0) return Failed(info);
        if (frame.Width != layout.Columns || frame.Height != layout.Rows || frame.Components != layout.SamplesPerPixel)
            return Mismatch(frame.Height, frame.Width, frame.Components, layout);
        if (frame.BitsPerSample > layout.BitsAllocated) return Damaged($"samples of {frame.BitsPerSample} bits do not fit the {layout.BitsAllocated} allocated");
        if (CharLs.GetInterleaveMode(decoder, out var interleaved) is var mode and not 0) return Failed(mode);
        var bytesPerSample = (frame.BitsPerSample + 7) / 8;
        var decoded = new byte[layout.SamplesPerFrame * bytesPerSample];
        fixed (byte* destination = decoded)
        {
            if (CharLs.Decode(decoder, destination, (nuint)decoded.Length, 0) is var end and not 0) return Failed(end);
        }

        if (interleaved == 0 && layout.SamplesPerPixel > 1)
            decoded = SampleWriter.Interleave(decoded, layout.PixelsPerFrame, layout.SamplesPerPixel, bytesPerSample);
        return bytesPerSample == layout.BytesPerSample ? decoded : Widen(decoded, layout, bytesPerSample);
    }

    // Some encoders fill up with zeros before the end marker, where CharLS wants the marker alone.
    private static byte[]? WithoutPadding(ReadOnlySpan<byte> encoded)
    {
        var end = encoded.LastIndexOf(EndOfImage);
        if (end <= 0 || encoded[end - 1] != 0) return null;
        return [.. encoded[..end].TrimEnd((byte)0), .. EndOfImage];
    }

    private static byte[] Widen(byte[] narrow, PixelLayout layout, int bytesPerSample)
    {
        var wide = new byte[layout.FrameBytes];
        for (var i = 0; i < layout.SamplesPerFrame; i++)
            narrow.AsSpan(i * bytesPerSample, bytesPerSample).CopyTo(wide.AsSpan(i * layout.BytesPerSample));
        return wide;
    }

    private ImageRefusal Failed(int error) => Damaged(CharLs.Message(error));
}
