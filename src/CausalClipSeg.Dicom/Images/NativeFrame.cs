using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>Reads a frame of uncompressed Pixel Data (PS3.5 section 8.1.1) without touching the other frames.</summary>
internal static class NativeFrame
{
    public static ImageResult<byte[]> Read(DicomDataset dataset, PixelLayout layout, int index)
    {
        if (dataset.GetDicomItem<DicomElement>(DicomTag.PixelData) is not { } element) return Short(0, 1, layout);
        var buffer = element.Buffer;
        var (start, skip, bytes) = Place(layout, index);
        if (start + bytes > buffer.Size) return Short(buffer.Size, start + bytes, layout);
        var stored = new byte[bytes];
        buffer.GetByteRange(start, stored.Length, stored);
        if (layout.BitsAllocated == 1) return BitPacking.Unpack(stored, skip, layout.SamplesPerFrame);
        if (layout.BytesPerSample > 2 && element.ValueRepresentation == DicomVR.OW && dataset.InternalTransferSyntax == DicomTransferSyntax.ExplicitVRBigEndian)
            ReverseWords(stored, layout.BytesPerSample);
        if (layout.IsSubsampled) return Upsample(stored, layout);
        return layout.IsPlanar
            ? Codecs.SampleWriter.Interleave(stored, layout.PixelsPerFrame, layout.SamplesPerPixel, layout.BytesPerSample)
            : stored;
    }

    // Frames of single bits follow each other without padding: one may start within a byte.
    private static (long Start, int Skip, int Bytes) Place(PixelLayout layout, int index)
    {
        if (layout.BitsAllocated == 1)
        {
            var firstBit = (long)index * layout.SamplesPerFrame;
            var skip = (int)(firstBit % 8);
            return (firstBit / 8, skip, (skip + layout.SamplesPerFrame + 7) / 8);
        }

        var bytes = layout.IsSubsampled ? layout.Rows * ((layout.Columns + 1) / 2) * 4 * layout.BytesPerSample : layout.FrameBytes;
        return ((long)index * bytes, 0, bytes);
    }

    // OW is swapped in words of 16 bits (PS3.5 section 7.3); the words of a longer sample still stand in big endian order.
    private static void ReverseWords(Span<byte> samples, int bytesPerSample)
    {
        for (var start = 0; start < samples.Length; start += bytesPerSample)
        {
            for (int low = start, high = start + bytesPerSample - 2; low < high; low += 2, high -= 2)
            {
                (samples[low], samples[high]) = (samples[high], samples[low]);
                (samples[low + 1], samples[high + 1]) = (samples[high + 1], samples[low + 1]);
            }
        }
    }

    // Two luminances, then the blue and red differences that the two pixels share.
    private static byte[] Upsample(ReadOnlySpan<byte> stored, PixelLayout layout)
    {
        var samples = new byte[layout.FrameBytes];
        var size = layout.BytesPerSample;
        var pairs = (layout.Columns + 1) / 2;
        for (var pixel = 0; pixel < layout.PixelsPerFrame; pixel++)
        {
            var (row, column) = Math.DivRem(pixel, layout.Columns);
            var pair = stored.Slice((row * pairs + column / 2) * 4 * size, 4 * size);
            var target = samples.AsSpan(pixel * 3 * size, 3 * size);
            pair.Slice(column % 2 * size, size).CopyTo(target);
            pair[(2 * size)..].CopyTo(target[size..]);
        }

        return samples;
    }

    private static ImageRefusal Short(long present, long needed, PixelLayout layout) => new(
        ImageRefusalKind.Damaged,
        $"The image is damaged: its Pixel Data ends after {present} bytes where at least {needed} are needed for {layout.Frames} frame(s) of "
        + $"{layout.Rows} x {layout.Columns} pixels; send it again from its source.");
}
