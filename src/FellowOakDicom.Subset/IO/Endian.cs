using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FellowOakDicom.IO;

/// <summary>The order of the bytes in a number (PS3.5 section 7.3).</summary>
public readonly struct Endian : IEquatable<Endian>
{
    public static readonly Endian Little = new(false);
    public static readonly Endian Big = new(true);
    private readonly bool _isBigEndian;

    private Endian(bool isBigEndian) => _isBigEndian = isBigEndian;

    public bool Equals(Endian other) => _isBigEndian == other._isBigEndian;

    public override bool Equals(object? obj) => obj is Endian other && Equals(other);

    public override int GetHashCode() => _isBigEndian.GetHashCode();

    public override string ToString() => _isBigEndian ? "Big Endian" : "Little Endian";

    public static bool operator ==(Endian left, Endian right) => left.Equals(right);

    public static bool operator !=(Endian left, Endian right) => !left.Equals(right);

    internal static void SwapBytes(int unit, Span<byte> bytes)
    {
        switch (unit)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
