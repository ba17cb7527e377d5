using System.Numerics;
using System.Runtime.Intrinsics;

namespace CausalClipSeg.Model;

/// <summary>For every pixel of the source image, how probable it is that the sentence means it.</summary>
public sealed record ProbabilityMap(int Rows, int Columns, float[] Pixels)
{
    /// <summary>Whether the sentence was longer than the network reads, so that its last words had no part in the answer.</summary>
    public bool WordsLost { get; init; }

    public BinaryMask Threshold(float threshold)
    {
        var mask = GC.AllocateUninitializedArray<byte>(Pixels.Length);
        var (i, least) = (0, Vector256.Create(threshold));
        for (; i <= mask.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
            (Vector256.Narrow(Vector256.Narrow(Inside(i), Inside(i + 8)), Vector256.Narrow(Inside(i + 16), Inside(i + 24))).AsByte() & Vector256<byte>.One).CopyTo(mask, i);
        for (; i < mask.Length; i++)
            mask[i] = Pixels[i] >= threshold ? (byte)1 : (byte)0;
        return new(Rows, Columns, mask);

        Vector256<int> Inside(int at) => Vector256.GreaterThanOrEqual(Vector256.Create(Pixels, at), least).AsInt32();
    }

    /// <summary>How many pixels are at least so probable, and how probable they are on average; 0 where there is none.</summary>
    public (int Pixels, double MeanProbability) Above(float threshold)
    {
        var (count, sum) = (0, 0.0);
        for (var row = 0; row < Rows; row++)
        {
            var line = Pixels.AsSpan(row * Columns, Columns);
            var (i, inside, total) = (0, Vector<int>.Zero, Vector<float>.Zero);
            for (; i <= line.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var values = new Vector<float>(line[i..]);
                var isInside = Vector.GreaterThanOrEqual(values, new Vector<float>(threshold));
                (inside, total) = (inside - isInside, total + Vector.ConditionalSelect(isInside, values, Vector<float>.Zero));
            }
            (count, sum) = (count + Vector.Sum(inside), sum + Vector.Sum(total));
            for (; i < line.Length; i++)
                if (line[i] >= threshold)
                    (count, sum) = (count + 1, sum + line[i]);
        }
        return (count, count == 0 ? 0 : sum / count);
    }
}
