using System.Buffers.Binary;

namespace CausalClipSeg.Benchmarks.Fuzz;

/// <summary>Damages bytes as transfers, bad writers and attackers do: bits, lengths, cuts, doublings, parts of another input. The same seed damages the same way.</summary>
internal sealed class ByteMutator(int seed)
{
    private static readonly uint[] _lengths = [0, 1, 7, 8, 0xFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFE, 0xFFFFFFFF];

    private static readonly byte[][] _tokens =
    [
        [0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF], [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0], [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0],
        [0xE0, 0x7F, 0x10, 0x00, .. "OW"u8, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], [0x08, 0x00, 0x15, 0x11, .. "SQ"u8, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x1B, 0x24, 0x42], [0x1B, 0x24, 0x29, 0x43], [.. "UN"u8, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xD8, 0xFF], [0xFF, 0x4F, 0xFF, 0x51], [.. "ZZ"u8],
    ];

    private readonly Random _random = new(seed);

    /// <summary>A damaged copy of one input, at times with a part of the other in it.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var times = 1 + _random.Next(1 + _random.Next(5)); times > 0; times--) Once(bytes, other);
        return [.. bytes];
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public int Next(int below) => _random.Next(below);

    private void Once(List<byte> bytes, byte[] other)
    {
        if (bytes.Count == 0) bytes.Add(0);
        var at = _random.Next(bytes.Count);
        switch (_random.Next(9))
        {
            case 0: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1: bytes[at] = (byte)_random.Next(256); break;
            case 2: Overwrite(bytes, at, Length()); break;
            case 3: Overwrite(bytes, at, Pick(_tokens)); break;
            case 4: bytes.InsertRange(at, Pick(_tokens)); break;
            case 5: bytes.RemoveRange(at, Math.Min(1 + _random.Next(16), bytes.Count - at)); break;
            case 6: bytes.RemoveRange(at, bytes.Count - at); break;
            case 7: bytes.InsertRange(at, Part([.. bytes])); break;
            default: bytes.InsertRange(at, Part(other)); break;
        }
    }

    private byte[] Length()
    {
        var value = _lengths[_random.Next(_lengths.Length)];
        var bytes = new byte[_random.Next(2) == 0 ? 4 : 2];
        if (bytes.Length == 2) BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        else if (_random.Next(2) == 0) BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private byte[] Part(byte[] from)
    {
        if (from.Length == 0) return [];
        var at = _random.Next(from.Length);
        return from.AsSpan(at, Math.Min(from.Length - at, 1 + _random.Next(256))).ToArray();
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (var i = 0; i < with.Length && at + i < bytes.Count; i++) bytes[at + i] = with[i];
    }
}
