using CausalClipSeg.Dicom.Images;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>One component of a lossless JPEG scan, line by line: a line is predicted from itself and the one above (ITU-T T.81 table H.1).</summary>
internal sealed class LosslessLine(PixelLayout layout, int component, JpegHuffmanTable table)
{
    private ushort[] _above = new ushort[layout.Columns];
    private ushort[] _line = new ushort[layout.Columns];
    private int? _start;

    /// <param name="start">The prediction of the first sample where nothing is above: the first line, and the first after a restart.</param>
    public void Begin(int? start)
    {
        (_above, _line) = (_line, _above);
        _start = start;
    }

    public void Add(int column, int predictor, ref JpegBits bits)
    {
        var prediction = column == 0 ? _start ?? _above[0]
            : _start is not null ? _line[column - 1]
            : Predict(predictor, _line[column - 1], _above[column], _above[column - 1]);
        _line[column] = (ushort)(prediction + table.Difference(ref bits));
    }

    public void Write(byte[] samples, int row, int transform)
    {
        var position = row * layout.Columns * layout.SamplesPerPixel + component;
        foreach (var value in _line)
        {
            var sample = value << transform;
            if (layout.BytesPerSample == 1)
                samples[position] = (byte)sample;
            else
                (samples[2 * position], samples[2 * position + 1]) = ((byte)sample, (byte)(sample >> 8));
            position += layout.SamplesPerPixel;
        }
    }

    private static int Predict(int predictor, int left, int above, int corner) => predictor switch
    {
        1 => left,
        2 => above,
        3 => corner,
        4 => left + above - corner,
        5 => left + ((above - corner) >> 1),
        6 => above + ((left - corner) >> 1),
        _ => (left + above) >> 1,
    };
}
