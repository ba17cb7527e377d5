namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>A mean with its 95 % interval.</summary>
public sealed record Interval(double Mean, double Low, double High)
{
    private const double Tail = 0.025;
    private const int Replicates = 2000;
    private const int Seed = 20;

    /// <summary>
    /// Percentile bootstrap of paired differences (Efron and Tibshirani, 1993), drawing patients with all their pictures, because pictures of one patient are not
    /// independent. The same differences give the same interval.
    /// </summary>
    public static Interval OfPaired(IReadOnlyList<(string Patient, double Difference)> differences)
    {
        if (differences.Count == 0)
            return new Interval(0, 0, 0);
        var patients = differences.GroupBy(d => d.Patient).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (Sum: g.Sum(d => d.Difference), Count: g.Count())).ToArray();
        var random = new Random(Seed);
        var means = new double[Replicates];
        for (var replicate = 0; replicate < Replicates; replicate++)
        {
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < patients.Length; i++)
            {
                var drawn = patients[random.Next(patients.Length)];
                (sum, count) = (sum + drawn.Sum, count + drawn.Count);
            }
            means[replicate] = sum / count;
        }
        Array.Sort(means);
        return new Interval(differences.Average(d => d.Difference), means[(int)(Replicates * Tail)], means[(int)(Replicates * (1 - Tail))]);
    }

    /// <summary>
    /// The interval for a smaller chance of error, each side longer by the ratio of Student's quantiles: no bootstrap of thousands of draws says anything of what
    /// happens once in a hundred thousand.
    /// </summary>
    public Interval ForTail(double tail, int patients)
    {
        if (tail >= Tail || patients < 2)
            return this;
        var ratio = StudentT.Quantile(tail, patients - 1) / StudentT.Quantile(Tail, patients - 1);
        return new Interval(Mean, Mean - ((Mean - Low) * ratio), Mean + ((High - Mean) * ratio));
    }
}
