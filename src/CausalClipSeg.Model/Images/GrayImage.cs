using System.Numerics;

namespace CausalClipSeg.Model;

/// <summary>A picture as it is displayed, 0 black to 1 white, row by row: all that the model needs to know of a radiograph.</summary>
public sealed record GrayImage
{
    public GrayImage(int rows, int columns, float[] pixels)
    {
        if (rows <= 0 || columns <= 0 || pixels.Length != (long)rows * columns)
            throw new ArgumentException($"A picture of {rows} rows and {columns} columns cannot have {pixels.Length} pixels.", nameof(pixels));
        (Rows, Columns, Pixels) = (rows, columns, pixels);
    }

    public int Rows { get; }

    public int Columns { get; }

    public float[] Pixels { get; }

    /// <summary>Mean and standard deviation of all pixels.</summary>
    public (double Mean, double Deviation) Brightness()
    {
        var (sums, squares, i) = (Vector<double>.Zero, Vector<double>.Zero, 0);
        for (; i <= Pixels.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(Pixels, i), out var low, out var high);
            sums += low + high;
            squares = Vector.FusedMultiplyAdd(low, low, Vector.FusedMultiplyAdd(high, high, squares));
        }
        var (sum, square) = (Vector.Sum(sums), Vector.Sum(squares));
        for (; i < Pixels.Length; i++)
            (sum, square) = (sum + Pixels[i], square + (double)Pixels[i] * Pixels[i]);
        var mean = sum / Pixels.Length;
        return (mean, Math.Sqrt(Math.Max(0, square / Pixels.Length - mean * mean)));
    }
}
