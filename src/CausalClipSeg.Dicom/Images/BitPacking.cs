using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace CausalClipSeg.Dicom.Images;

/// <summary>Single bits as DICOM packs them: the first pixel in the lowest bit of the first byte, frames without padding between them (PS3.5 section 8.1.1 and annex D).</summary>
public static class BitPacking
{
    /// <summary>Packs whole frames of bytes (0 or anything else) one behind the other; the end is padded to an even number of bytes.</summary>
    public static byte[] Pack(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        var bits = frames.Sum(frame => (long)frame.Length);
        var packed = new byte[checked((int)((bits + 15) / 16 * 2))];
        var position = 0L;
        foreach (var frame in frames)
        {
            PackFrame(frame.Span, packed, position);
            position += frame.Length;
        }

        return packed;
    }

    /// <summary>Unpacks pixels into bytes of 0 and 1, starting at a bit of the first byte.</summary>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int firstBit, int pixels)
    {
        var bytes = new byte[pixels];
        var whole = (firstBit & 7) == 0 ? pixels / 8 : 0;
        for (var i = 0; i < whole; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * i), Spread(packed[(firstBit >> 3) + i]));
        for (var i = 8 * whole; i < bytes.Length; i++)
        {
            var bit = firstBit + i;
            bytes[i] = (byte)((packed[bit >> 3] >> (bit & 7)) & 1);
        }

        return bytes;
    }

    /// <summary>Eight bits into the lowest bits of eight bytes: seven bits are copied to where the mask lets one of each byte through, the eighth has its own place.</summary>
    private static ulong Spread(byte bits) =>
        (((bits & 0x7FUL) * 0x02040810204081UL) & 0x0101010101010101UL) | ((bits & 0x80UL) << 49);

    private static void PackFrame(ReadOnlySpan<byte> pixels, Span<byte> packed, long firstBit)
    {
        if (pixels.IsEmpty) return;
        var target = packed[(int)(firstBit / 8)..];
        var shift = (int)(firstBit % 8);
        var done = 0;
        // What a frame that starts within a byte has over from 32 pixels is carried in a register: memory is written once and not read.
        var carry = (ulong)target[0];
        for (; done + Vector256<byte>.Count <= pixels.Length; done += Vector256<byte>.Count)
        {
            var isZero = Vector256.Equals(Vector256.Create(pixels[done..]), Vector256<byte>.Zero);
            carry |= (ulong)~isZero.ExtractMostSignificantBits() << shift;
            BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)carry);
            carry >>= 32;
            target = target[4..];
        }

        if (shift > 0) target[0] |= (byte)carry;
        for (var i = 0; done + i < pixels.Length; i++)
        {
            if (pixels[done + i] == 0) continue;
            target[(shift + i) / 8] |= (byte)(1 << ((shift + i) % 8));
        }
    }
}
