using System.Numerics;

namespace CausalClipSeg.Model;

/// <summary>The network's answer to one sentence at the network's own size, row by row.</summary>
internal sealed record LogitMap(int Rows, int Columns, float[] Values)
{
    /// <summary>Enlarges or shrinks as PyTorch's interpolate does (bilinear, align_corners false) and takes the sigmoid, row by row: a radiograph has many.</summary>
    public ProbabilityMap AtSize(int rows, int columns)
    {
        var pixels = GC.AllocateUninitializedArray<float>(checked(rows * columns));
        var (down, across) = (Place.Of(Rows, rows), Place.Of(Columns, columns));
        Parallel.For(0, rows, new ParallelOptions { MaxDegreeOfParallelism = TorchSharp.torch.get_num_threads() }, () => new float[Columns], (row, _, narrow) =>
        {
            Blend(Values.AsSpan(down[row].Low * Columns, Columns), Values.AsSpan(down[row].High * Columns, Columns), down[row].Share, narrow);
            var line = pixels.AsSpan(row * columns, columns);
            for (var x = 0; x < line.Length; x++)
            {
                var place = across[x];
                line[x] = narrow[place.Low] + place.Share * (narrow[place.High] - narrow[place.Low]);
            }
            Sigmoid(line);
            return narrow;
        }, _ => { });
        return new ProbabilityMap(rows, columns, pixels);
    }

    private static void Blend(ReadOnlySpan<float> low, ReadOnlySpan<float> high, float share, Span<float> into)
    {
        for (var x = 0; x < into.Length; x++)
            into[x] = low[x] + share * (high[x] - low[x]);
    }

    private static void Sigmoid(Span<float> values)
    {
        var x = 0;
        for (; x <= values.Length - Vector<float>.Count; x += Vector<float>.Count)
            (Vector<float>.One / (Vector<float>.One + Vector.Exp(-new Vector<float>(values[x..])))).CopyTo(values[x..]);
        for (; x < values.Length; x++)
            values[x] = 1 / (1 + MathF.Exp(-values[x]));
    }

    /// <summary>Between which two places of the map a pixel lies, and how near to the second.</summary>
    private readonly record struct Place(int Low, int High, float Share)
    {
        public static Place[] Of(int from, int to) => [.. Enumerable.Range(0, to).Select(pixel =>
        {
            var source = Math.Max(0, (pixel + 0.5f) * ((float)from / to) - 0.5f);
            var low = Math.Min((int)source, from - 1);
            return new Place(low, Math.Min(low + 1, from - 1), source - low);
        })];
    }
}
