namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>
/// How far probabilities are from frequencies, over the pixels that are lesion or are given a probability of at least 0.1 (the rest is background and would
/// hide everything). Expected calibration error over ten bins: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
/// </summary>
public sealed class Calibration
{
    private const int Bins = 10;
    private const float Floor = 0.1f;
    private readonly long[] _pixels = new long[Bins];
    private readonly long[] _lesion = new long[Bins];
    private readonly double[] _probability = new double[Bins];

    public void Add(float[] probabilities, byte[] truth)
    {
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] == 0 && probabilities[i] < Floor)
                continue;
            var bin = Math.Min(Bins - 1, (int)(probabilities[i] * Bins));
            _pixels[bin]++;
            _lesion[bin] += truth[i];
            _probability[bin] += probabilities[i];
        }
    }

    /// <summary>0 where no pixel was counted.</summary>
    public double Error
    {
        get
        {
            var total = _pixels.Sum();
            return total == 0 ? 0 : Enumerable.Range(0, Bins).Sum(bin => Math.Abs(_lesion[bin] - _probability[bin])) / total;
        }
    }

    /// <summary>
    /// Mean probability and share of lesion in each bin that has pixels, without the first: below <see cref="Floor"/> only lesion is counted, so its share is 1
    /// whatever the network says.
    /// </summary>
    public IReadOnlyList<double[]> Curve =>
        [.. Enumerable.Range(1, Bins - 1).Where(bin => _pixels[bin] > 0).Select(bin => new[] { _probability[bin] / _pixels[bin], _lesion[bin] / (double)_pixels[bin] })];
}
