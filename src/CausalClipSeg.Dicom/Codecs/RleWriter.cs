using System.Buffers.Binary;
using CausalClipSeg.Dicom.Images;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>Packs a frame into RLE segments, each row by itself as the standard asks (PS3.5 section G.3.1).</summary>
internal static class RleWriter
{
    private const int MaximumRun = 128;

    public static byte[] Write(ReadOnlySpan<byte> samples, PixelLayout layout)
    {
        var step = layout.SamplesPerPixel * layout.BytesPerSample;
        using var frame = new MemoryStream();
        frame.Write(new byte[RleSegments.HeaderBytes]);
        Span<byte> header = stackalloc byte[RleSegments.HeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, step);
        for (var segment = 0; segment < step; segment++)
        {
            var (sample, fromTop) = Math.DivRem(segment, layout.BytesPerSample);
            BinaryPrimitives.WriteInt32LittleEndian(header[(4 * (segment + 1))..], (int)frame.Position);
            var inSample = layout.BytesPerSample - 1 - fromTop;
            for (var row = 0; row < layout.Rows; row++) WriteRow(frame, samples, layout, row, sample, inSample);
            if (frame.Position % 2 == 1) frame.WriteByte(0);
        }

        var bytes = frame.ToArray();
        header.CopyTo(bytes);
        return bytes;
    }

    private static void WriteRow(MemoryStream frame, ReadOnlySpan<byte> samples, PixelLayout layout, int row, int sample, int inSample)
    {
        var bytes = new byte[layout.Columns];
        for (var column = 0; column < bytes.Length; column++)
        {
            var pixel = row * layout.Columns + column;
            var position = layout.IsPlanar ? sample * layout.PixelsPerFrame + pixel : pixel * layout.SamplesPerPixel + sample;
            bytes[column] = samples[position * layout.BytesPerSample + inSample];
        }

        Pack(frame, bytes);
    }

    private static void Pack(MemoryStream frame, ReadOnlySpan<byte> row)
    {
        var start = 0;
        while (start < row.Length)
        {
            var run = RunLength(row[start..]);
            if (run > 1)
            {
                frame.WriteByte((byte)(1 - run));
                frame.WriteByte(row[start]);
                start += run;
                continue;
            }

            var end = start + 1;
            while (end < row.Length && end - start < MaximumRun && RunLength(row[end..]) < 3) end++;
            frame.WriteByte((byte)(end - start - 1));
            frame.Write(row[start..end]);
            start = end;
        }
    }

    private static int RunLength(ReadOnlySpan<byte> bytes)
    {
        var different = bytes[..Math.Min(bytes.Length, MaximumRun)].IndexOfAnyExcept(bytes[0]);
        return different < 0 ? Math.Min(bytes.Length, MaximumRun) : different;
    }
}
