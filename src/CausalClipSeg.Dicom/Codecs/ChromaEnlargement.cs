using CausalClipSeg.Dicom.Images;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>
/// A component that JPEG stored at half the resolution, enlarged as libjpeg does (and with it pydicom, DCMTK and the viewers): ITU-T T.81 leaves the way open, and
/// repeated samples show at coloured edges. A new sample is three quarters of the nearer and one quarter of the farther stored one, in each direction.
/// </summary>
/// <param name="across">How many pixels share a stored sample in a line: 1 or 2.</param>
/// <param name="down">The same for lines.</param>
internal sealed class ChromaEnlargement(PixelLayout layout, int component, int across, int down)
{
    // Of fewer samples in a line libjpeg makes no slope.
    private const int SmallestWidth = 3;
    private readonly int _width = (layout.Columns + across - 1) / across;
    private readonly int _height = (layout.Rows + down - 1) / down;

    /// <summary>Smooths what has been enlarged by repetition; samples of one byte, colour by pixel.</summary>
    public void Smooth(Span<byte> samples)
    {
        if (across == 2 && _width < SmallestWidth) return;
        var stored = Stored(samples);
        var sums = new int[_width];
        for (var row = 0; row < layout.Rows; row++)
        {
            Sum(stored, row, sums);
            var line = samples[(row * layout.Columns * layout.SamplesPerPixel + component)..];
            if (across == 2) Widen(sums, line);
            else Write(sums, row, line);
        }
    }

    private byte[] Stored(ReadOnlySpan<byte> samples)
    {
        var stored = new byte[_width * _height];
        for (var row = 0; row < _height; row++)
            for (var column = 0; column < _width; column++)
                stored[row * _width + column] = samples[(row * down * layout.Columns + column * across) * layout.SamplesPerPixel + component];
        return stored;
    }

    /// <summary>Four times the samples of a line that lies a quarter of the way to the next stored one; themselves where every line is stored.</summary>
    private void Sum(byte[] stored, int row, int[] sums)
    {
        var near = row / down;
        var far = down == 1 ? near : Math.Clamp(row % 2 == 0 ? near - 1 : near + 1, 0, _height - 1);
        for (var column = 0; column < _width; column++)
            sums[column] = down == 1 ? stored[near * _width + column] : 3 * stored[near * _width + column] + stored[far * _width + column];
    }

    /// <summary>Rounded up and down in turn, as libjpeg does, so that the whole becomes neither lighter nor darker.</summary>
    private void Widen(int[] sums, Span<byte> line)
    {
        var (scale, low, high) = down == 2 ? (4, 8, 7) : (2, 1, 2);
        for (var column = 0; column < layout.Columns; column++)
        {
            var (near, isLeft) = (column / 2, column % 2 == 0);
            var far = Math.Clamp(isLeft ? near - 1 : near + 1, 0, _width - 1);
            var isEdge = far == near;
            line[column * layout.SamplesPerPixel] = isEdge && down == 1
                ? (byte)sums[near]
                : (byte)((3 * sums[near] + sums[far] + (isLeft ? low : high)) >> scale);
        }
    }

    private void Write(int[] sums, int row, Span<byte> line)
    {
        for (var column = 0; column < _width; column++) line[column * layout.SamplesPerPixel] = (byte)((sums[column] + (row % 2 == 0 ? 1 : 2)) >> 2);
    }
}
