using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace CausalClipSeg.Persistence;

/// <summary>A mask as the database keeps it: one bit a pixel, row by row, deflated; some kilobytes in place of megabytes.</summary>
public static class MaskBlob
{
    /// <summary>Any value but zero is inside the mask.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> pixels)
    {
        var bits = new byte[(pixels.Length + 7) / 8];
        var whole = pixels.Length - (pixels.Length % Vector256<byte>.Count);
        for (var i = 0; i < whole; i += Vector256<byte>.Count)
            BinaryPrimitives.WriteUInt32LittleEndian(bits.AsSpan(i >> 3), ~Vector256.Equals(Vector256.Create(pixels[i..]), Vector256<byte>.Zero).ExtractMostSignificantBits());
        for (var i = whole; i < pixels.Length; i++)
            if (pixels[i] != 0)
                bits[i >> 3] |= (byte)(1 << (i & 7));
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest))
            deflate.Write(bits);
        return packed.ToArray();
    }

    /// <summary>One byte a pixel, 0 or 1; throws <see cref="InvalidDataException"/> where the blob is not a mask of that size.</summary>
    public static byte[] Unpack(byte[] blob, int rows, int columns)
    {
        var pixels = new byte[checked(rows * columns)];
        var bits = Bits(blob, rows, columns);
        for (var i = 0; i < bits.Length; i++)
            for (var (at, left) = (i << 3, bits[i]); left != 0 && at < pixels.Length; at++, left >>= 1) // most of a mask is empty
                pixels[at] = (byte)(left & 1);
        return pixels;
    }

    /// <summary>Dice of two masks of one size; two empty ones agree perfectly.</summary>
    public static double Dice(byte[] first, byte[] second, int rows, int columns)
    {
        var (a, b) = (Bits(first, rows, columns), Bits(second, rows, columns));
        var (both, sum) = (0L, 0L);
        for (var i = 0; i < a.Length; i++)
        {
            both += BitOperations.PopCount((uint)(a[i] & b[i]));
            sum += BitOperations.PopCount(a[i]) + BitOperations.PopCount(b[i]);
        }
        return sum == 0 ? 1 : 2.0 * both / sum;
    }

    private static byte[] Bits(byte[] blob, int rows, int columns)
    {
        var bits = new byte[(checked(rows * columns) + 7) / 8];
        using var deflate = new DeflateStream(new MemoryStream(blob), CompressionMode.Decompress);
        return deflate.ReadAtLeast(bits, bits.Length, throwOnEndOfStream: false) == bits.Length && deflate.ReadByte() < 0
            ? bits
            : throw new InvalidDataException($"A stored mask does not hold {rows} x {columns} pixels; the row was changed outside this program: segment the case again.");
    }
}
