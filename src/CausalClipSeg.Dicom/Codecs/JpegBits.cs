namespace CausalClipSeg.Dicom.Codecs;

/// <summary>The entropy-coded bits of a JPEG scan (ITU-T T.81 F.2.2.5): stuffed bytes taken out, stopped by the next marker.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    private const byte Marker = 0xFF;
    private readonly ReadOnlySpan<byte> _data = data;
    private ulong _bits;
    private int _count;
    private int _invented;

    /// <summary>The first byte that is not taken in yet; at the end of a scan, its marker.</summary>
    public int Position { get; private set; }

    /// <summary>The next 16 bits, with zeros after the last; nothing is taken.</summary>
    public int Peek16()
    {
        if (_count < 16) Fill();
        return (int)(_bits >> (_count - 16)) & 0xFFFF;
    }

    /// <exception cref="InvalidDataException">The scan ends before these bits.</exception>
    public void Skip(int count)
    {
        _count -= count;
        if (_count < _invented) throw new InvalidDataException("its entropy-coded data end early");
    }

    /// <param name="count">1 to 16.</param>
    /// <exception cref="InvalidDataException">The scan ends before these bits.</exception>
    public int Take(int count)
    {
        var bits = Peek16() >> (16 - count);
        Skip(count);
        return bits;
    }

    /// <summary>Drops what is left of the interval and goes beyond its restart marker (T.81 F.2.1.3.1).</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public void Restart()
    {
        (_bits, _count, _invented) = (0, 0, 0);
        while (Position + 1 < _data.Length && (_data[Position] != Marker || _data[Position + 1] is 0 or Marker)) Position++;
        if (Position + 1 >= _data.Length || _data[Position + 1] is < 0xD0 or > 0xD7) throw new InvalidDataException("a restart marker is missing");
        Position += 2;
    }

    private void Fill()
    {
        while (_count <= 48)
        {
            var next = Next();
            if (next < 0) _invented += 8;
            _bits = _bits << 8 | (uint)Math.Max(next, 0);
            _count += 8;
        }
    }

    /// <returns>A byte, or -1 where a marker or the end stands.</returns>
    private int Next()
    {
        if (Position >= _data.Length) return -1;
        var value = _data[Position];
        if (value != Marker)
        {
            Position++;
            return value;
        }

        if (Position + 1 >= _data.Length || _data[Position + 1] != 0) return -1;
        Position += 2;
        return value;
    }
}
