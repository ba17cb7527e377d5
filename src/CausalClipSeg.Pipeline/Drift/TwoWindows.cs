namespace CausalClipSeg.Pipeline.Drift;

/// <summary>
/// Tests of two windows whose chance of a false alarm is what they say it is, however small the windows: both count, of all the ways in which the same observations
/// may fall into the two windows, those that look at least as bad as what was seen.
/// </summary>
internal static class TwoWindows
{
    private const int Shuffles = 9999;
    private const int Seed = 20;

    /// <summary>Fisher's exact test, one-sided: the chance of so many hits in the second window or more, if both windows were alike.</summary>
    public static double MoreOften(int hits, int of, int laterHits, int ofLater)
    {
        var log = new double[of + ofLater + 1];
        for (var i = 1; i < log.Length; i++)
            log[i] = log[i - 1] + Math.Log(i);
        var all = hits + laterHits;
        var chance = 0.0;
        for (var k = laterHits; k <= Math.Min(all, ofLater); k++)
            chance += Math.Exp(Choose(ofLater, k) + Choose(of, all - k) - Choose(of + ofLater, all));
        return Math.Min(1, chance);

        double Choose(int n, int k) => log[n] - log[k] - log[n - k];
    }

    /// <summary>A permutation test of the means, one-sided: the chance of so low a mean in the second window, if both windows were alike. The same windows give the same.</summary>
    public static double LowerMean(IReadOnlyList<double> window, IReadOnlyList<double> later)
    {
        double[] all = [.. later, .. window];
        var seen = later.Sum() + 1e-9; // sums of the same numbers in another order differ in their last digits
        var random = new Random(Seed);
        var asLow = 1;
        for (var shuffle = 0; shuffle < Shuffles; shuffle++)
        {
            var sum = 0.0;
            for (var i = 0; i < later.Count; i++)
            {
                var drawn = random.Next(i, all.Length);
                (all[i], all[drawn]) = (all[drawn], all[i]);
                sum += all[i];
            }
            if (sum <= seen)
                asLow++;
        }
        return asLow / (Shuffles + 1.0);
    }
}
