using System.Numerics;
using CausalClipSeg.Model;

namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>
/// What stays of a picture when it is scaled, compressed again or changed in brightness: 256 signs of horizontal differences (dHash) to find pairs quickly,
/// and a standardised thumbnail to confirm them, because all chest radiographs look somewhat alike.
/// </summary>
public sealed class PictureHash
{
    /// <summary>Of 256 signs, at most so many may differ.</summary>
    public const int MaximumDistance = 24;

    /// <summary>Correlation of the thumbnails from which two pictures count as one.</summary>
    public const double MinimumCorrelation = 0.985;

    private const int Signs = 16;
    private const int Thumbnail = 32;
    private readonly ulong[] _signs = new ulong[4];
    private readonly float[] _thumbnail;

    public PictureHash(GrayImage picture)
    {
        var small = Shrink(picture, Signs, Signs + 1);
        for (var row = 0; row < Signs; row++)
            for (var column = 0; column < Signs; column++)
                if (small[(row * (Signs + 1)) + column] < small[(row * (Signs + 1)) + column + 1])
                    _signs[row >> 2] |= 1UL << (((row & 3) << 4) + column);
        _thumbnail = Standardised(Shrink(picture, Thumbnail, Thumbnail));
    }

    public bool IsNear(PictureHash other)
    {
        var distance = 0;
        for (var i = 0; i < 4; i++)
            distance += BitOperations.PopCount(_signs[i] ^ other._signs[i]);
        return distance <= MaximumDistance && Correlation(other) >= MinimumCorrelation;
    }

    private double Correlation(PictureHash other) => Dot(_thumbnail, other._thumbnail) / _thumbnail.Length;

    private static double Dot(float[] a, float[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Means over equal boxes.</summary>
    private static float[] Shrink(GrayImage picture, int rows, int columns)
    {
        var small = new float[rows * columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                small[(row * columns) + column] = Mean(picture,
                    row * picture.Rows / rows, Math.Max((row + 1) * picture.Rows / rows, (row * picture.Rows / rows) + 1),
                    column * picture.Columns / columns, Math.Max((column + 1) * picture.Columns / columns, (column * picture.Columns / columns) + 1));
        return small;
    }

    private static float Mean(GrayImage picture, int top, int bottom, int left, int right)
    {
        var sum = 0f;
        for (var row = top; row < Math.Min(bottom, picture.Rows); row++)
            for (var column = left; column < Math.Min(right, picture.Columns); column++)
                sum += picture.Pixels[(row * picture.Columns) + column];
        return sum / ((bottom - top) * (right - left));
    }

    private static float[] Standardised(float[] values)
    {
        var mean = values.Average();
        var deviation = MathF.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return deviation == 0 ? values : Array.ConvertAll(values, value => (value - mean) / deviation);
    }
}
