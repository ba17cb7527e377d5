namespace CausalClipSeg.Dicom.Tests.Codecs;

/// <summary>
/// Writes lossless JPEG (ITU-T T.81 annex H) as its rules are read, for what the tools at hand do not write: restart intervals, point transforms,
/// a scan for each component. Every category of differences has a code of 5 bits.
/// </summary>
internal sealed class LosslessJpegWriter(int rows, int columns, int precision)
{
    private readonly List<byte> _stream = [0xFF, 0xD8];
    private int _bits;
    private int _count;

    public int Predictor { get; init; } = 1;

    public int PointTransform { get; init; }

    /// <summary>0: none.</summary>
    public int LinesPerRestart { get; init; }

    public byte[] Write(params ushort[][] components)
    {
        Segment(0xC4, [0, 0, 0, 0, 0, 17, .. new byte[11], .. Enumerable.Range(0, 17).Select(category => (byte)category)]);
        if (LinesPerRestart > 0) Segment(0xDD, [(byte)(LinesPerRestart * columns >> 8), (byte)(LinesPerRestart * columns)]);
        Segment(0xC3, [(byte)precision, (byte)(rows >> 8), (byte)rows, (byte)(columns >> 8), (byte)columns, (byte)components.Length,
            .. Enumerable.Range(1, components.Length).SelectMany(id => new byte[] { (byte)id, 0x11, 0 })]);
        foreach (var (samples, id) in components.Select((samples, i) => (samples, (byte)(i + 1))))
        {
            Segment(0xDA, [1, id, 0, (byte)Predictor, 0, (byte)PointTransform]);
            Scan([.. samples.Select(sample => sample >> PointTransform)]);
        }

        return [.. _stream, 0xFF, 0xD9];
    }

    private void Scan(int[] samples)
    {
        for (var row = 0; row < rows; row++)
        {
            var isFirst = LinesPerRestart > 0 ? row % LinesPerRestart == 0 : row == 0;
            if (isFirst && row > 0)
            {
                Flush();
                _stream.AddRange([0xFF, (byte)(0xD0 + (row / LinesPerRestart - 1) % 8)]);
            }

            for (var column = 0; column < columns; column++) Code((short)(samples[row * columns + column] - Prediction(samples, row, column, isFirst)));
        }

        Flush();
    }

    private int Prediction(int[] samples, int row, int column, bool isFirst)
    {
        int At(int up, int back) => samples[(row - up) * columns + column - back];
        if (column == 0) return isFirst ? 1 << (precision - PointTransform - 1) : At(1, 0);
        if (isFirst) return At(0, 1);
        var (a, b, c) = (At(0, 1), At(1, 0), At(1, 1));
        return Predictor switch { 1 => a, 2 => b, 3 => c, 4 => a + b - c, 5 => a + ((b - c) >> 1), 6 => b + ((a - c) >> 1), _ => (a + b) >> 1 };
    }

    private void Code(short difference)
    {
        if (difference == short.MinValue)
        {
            Bits(16, 5);
            return;
        }

        var category = 0;
        while (Math.Abs(difference) >> category > 0) category++;
        Bits(category, 5);
        Bits(difference < 0 ? difference + (1 << category) - 1 : difference, category);
    }

    private void Bits(int value, int count)
    {
        for (var bit = count - 1; bit >= 0; bit--)
        {
            _bits = _bits << 1 | (value >> bit & 1);
            if (++_count < 8) continue;
            _stream.Add((byte)_bits);
            if ((byte)_bits == 0xFF) _stream.Add(0);
            (_bits, _count) = (0, 0);
        }
    }

    private void Flush()
    {
        while (_count > 0) Bits(1, 1);
    }

    private void Segment(byte marker, byte[] body) => _stream.AddRange([0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body]);
}
