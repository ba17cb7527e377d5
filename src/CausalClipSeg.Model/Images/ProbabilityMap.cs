using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace CausalClipSeg.Model;

/// <summary>
/// For every pixel of the source image, how probable it is that the sentence means it. Kept as the network gave it, at the network's size: a radiograph has
/// nine million pixels, which are made row by row where they are asked for, as PyTorch's interpolate does (bilinear, align_corners false), then the sigmoid.
/// </summary>
public sealed class ProbabilityMap
{
    private readonly float[] _logits;
    private readonly int _width;
    private readonly BilinearPlace[] _down, _across;

    /// <param name="rows">Of the source image.</param>
    /// <param name="columns">Of the source image.</param>
    /// <param name="height">Of the network's answer.</param>
    /// <param name="width">Of the network's answer.</param>
    /// <param name="logits">The network's answer, row by row.</param>
    public ProbabilityMap(int rows, int columns, int height, int width, float[] logits)
    {
        if (rows <= 0 || columns <= 0 || logits.Length == 0 || logits.Length != (long)height * width)
            throw new ArgumentException($"A map of {columns}x{rows} pixels cannot come from {logits.Length} logits in {height} rows of {width}.", nameof(logits));
        (Rows, Columns, _logits, _width) = (rows, columns, logits, width);
        (_down, _across) = (BilinearPlace.Of(height, rows), BilinearPlace.Of(width, columns));
    }

    private delegate void RowAction(int row, Span<float> probabilities);

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Whether the sentence was longer than the network reads, so that its last words had no part in the answer.</summary>
    public bool WordsLost { get; init; }

    /// <summary>All of them, row by row.</summary>
    public float[] ToPixels()
    {
        var pixels = GC.AllocateUninitializedArray<float>(checked(Rows * Columns));
        ForEachRow((row, probabilities) => probabilities.CopyTo(pixels.AsSpan(row * Columns)));
        return pixels;
    }

    public BinaryMask Threshold(float threshold) => Threshold(threshold, out _);

    /// <param name="meanProbability">Of the pixels inside; 0 where there is none.</param>
    public BinaryMask Threshold(float threshold, out double meanProbability)
    {
        var mask = GC.AllocateUninitializedArray<byte>(checked(Rows * Columns));
        var sums = new double[Rows];
        ForEachRow((row, probabilities) =>
        {
            Compare(probabilities, threshold, mask.AsSpan(row * Columns, Columns));
            sums[row] = SumFrom(probabilities, threshold);
        });
        var found = new BinaryMask(Rows, Columns, mask);
        meanProbability = found.Area is > 0 and var pixels ? sums.Sum() / pixels : 0;
        return found;
    }

    private static void Compare(ReadOnlySpan<float> values, float threshold, Span<byte> inside)
    {
        var (i, least) = (0, Vector256.Create(threshold));
        for (; i <= values.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var (first, second) = (Vector256.Narrow(Eight(values[i..]), Eight(values[(i + 8)..])), Vector256.Narrow(Eight(values[(i + 16)..]), Eight(values[(i + 24)..])));
            (Vector256.Narrow(first, second).AsByte() & Vector256<byte>.One).CopyTo(inside[i..]);
        }
        for (; i < values.Length; i++)
            inside[i] = values[i] >= threshold ? (byte)1 : (byte)0;

        Vector256<int> Eight(ReadOnlySpan<float> from) => Vector256.GreaterThanOrEqual(Vector256.Create(from), least).AsInt32();
    }

    private static double SumFrom(ReadOnlySpan<float> values, float threshold)
    {
        var (i, total, least) = (0, Vector<float>.Zero, new Vector<float>(threshold));
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var some = new Vector<float>(values[i..]);
            total += Vector.ConditionalSelect(Vector.GreaterThanOrEqual(some, least), some, Vector<float>.Zero);
        }
        double sum = Vector.Sum(total);
        for (; i < values.Length; i++)
            sum += values[i] >= threshold ? values[i] : 0;
        return sum;
    }

    private static void Sigmoid(Span<float> values)
    {
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            (Vector<float>.One / (Vector<float>.One + Vector.Exp(-new Vector<float>(values[i..])))).CopyTo(values[i..]);
        for (; i < values.Length; i++)
            values[i] = 1 / (1 + MathF.Exp(-values[i]));
    }

    private void ForEachRow(RowAction action)
    {
        Parallel.For(0, Rows, new ParallelOptions { MaxDegreeOfParallelism = torch.get_num_threads() },
            () => (Narrow: ArrayPool<float>.Shared.Rent(_width), Wide: ArrayPool<float>.Shared.Rent(Columns)),
            (row, _, buffers) =>
            {
                var wide = buffers.Wide.AsSpan(0, Columns);
                Enlarge(_down[row], buffers.Narrow.AsSpan(0, _width), wide);
                Sigmoid(wide);
                action(row, wide);
                return buffers;
            },
            buffers =>
            {
                ArrayPool<float>.Shared.Return(buffers.Narrow);
                ArrayPool<float>.Shared.Return(buffers.Wide);
            });
    }

    private void Enlarge(BilinearPlace down, Span<float> narrow, Span<float> wide)
    {
        ReadOnlySpan<float> low = _logits.AsSpan(down.Low * _width, _width), high = _logits.AsSpan(down.High * _width, _width);
        for (var x = 0; x < narrow.Length; x++)
            narrow[x] = low[x] + down.Share * (high[x] - low[x]);
        for (var x = 0; x < wide.Length; x++)
        {
            var place = _across[x];
            wide[x] = narrow[place.Low] + place.Share * (narrow[place.High] - narrow[place.Low]);
        }
    }
}
