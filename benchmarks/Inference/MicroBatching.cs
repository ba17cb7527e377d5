using CausalClipSeg.Model;

namespace CausalClipSeg.Benchmarks;

internal sealed record BatchingFigures(double Ratio, double AlonePerSecond, double TogetherPerSecond, double P95Ms);

/// <summary>Eight requests that wait together against the same eight one after another; the latency is that of a request in a batch.</summary>
internal static class MicroBatching
{
    private const int Requests = 8, Side = 256;

    public static BatchingFigures Measure(ModelBundle bundle, int rounds, string device)
    {
        using var segmenter = Segmenter.Load(bundle, new ComputeOptions { Device = device });
        var inputs = Enumerable.Range(0, Requests).Select(Question).ToArray();
        var (alone, together) = Pairs.Time(rounds, _ => Array.ForEach(inputs, input => segmenter.Segment([input])), _ => segmenter.Segment(inputs));
        var (aloneMs, togetherMs) = (Pairs.Percentile(alone, 0.5), Pairs.Percentile(together, 0.5));
        return new BatchingFigures(aloneMs / togetherMs, Requests * 1000 / aloneMs, Requests * 1000 / togetherMs, Pairs.Percentile(together, 0.95));
    }

    public static SegmentationInput Question(int seed)
    {
        var random = new Random(seed);
        return new SegmentationInput(new GrayImage(Side, Side, [.. Enumerable.Range(0, Side * Side).Select(_ => random.NextSingle())]), "unilateral pulmonary infection, lower left lung.");
    }
}
