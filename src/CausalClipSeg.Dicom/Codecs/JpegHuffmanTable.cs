namespace CausalClipSeg.Dicom.Codecs;

/// <summary>A Huffman table of a JPEG stream (ITU-T T.81 annexes C and F.2.2.3), for the categories of differences that lossless scans code.</summary>
internal sealed class JpegHuffmanTable
{
    private const int LongestCode = 16;
    private const int FastBits = 9;
    private readonly ushort[] _fast = new ushort[1 << FastBits];
    private readonly int[] _limit = new int[LongestCode + 1];
    private readonly int[] _offset = new int[LongestCode + 1];
    private readonly byte[] _values;

    /// <param name="counts">How many codes there are of 1 to 16 bits.</param>
    /// <param name="values">What they stand for, in the order of the codes.</param>
    /// <exception cref="InvalidDataException">There are more codes of a length than there can be.</exception>
    public JpegHuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        _values = values.ToArray();
        var (code, index) = (0, 0);
        for (var length = 1; length <= LongestCode; length++)
        {
            _offset[length] = index - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, index++) AddFast(code, length, _values[index]);
            if (code > 1 << length) throw new InvalidDataException("a Huffman table has too many codes");
            _limit[length] = code;
            code <<= 1;
        }
    }

    /// <summary>The next difference (T.81 H.1.2.2): its category, then as many bits.</summary>
    /// <exception cref="InvalidDataException">No code fits, or the scan ends.</exception>
    public int Difference(ref JpegBits bits)
    {
        var category = Category(ref bits);
        if (category == 0) return 0;
        if (category == 16) return 32768;
        var value = bits.Take(category);
        return value >= 1 << (category - 1) ? value : value - (1 << category) + 1;
    }

    private int Category(ref JpegBits bits)
    {
        var ahead = bits.Peek16();
        var fast = _fast[ahead >> (LongestCode - FastBits)];
        if (fast != 0)
        {
            bits.Skip(fast >> 8);
            return fast & 0xFF;
        }

        for (var length = FastBits + 1; length <= LongestCode; length++)
        {
            var code = ahead >> (LongestCode - length);
            if (code >= _limit[length]) continue;
            bits.Skip(length);
            return Checked(_values[code + _offset[length]]);
        }

        throw new InvalidDataException("its entropy-coded data hold a code that no table knows");
    }

    private void AddFast(int code, int length, byte value)
    {
        if (length > FastBits || code >= 1 << length) return;
        var first = code << (FastBits - length);
        _fast.AsSpan(first, 1 << (FastBits - length)).Fill((ushort)(length << 8 | Checked(value)));
    }

    private static int Checked(byte category) => category <= 16 ? category : throw new InvalidDataException($"a difference of category {category} is no lossless one");
}
