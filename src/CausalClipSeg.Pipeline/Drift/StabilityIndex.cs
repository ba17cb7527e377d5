namespace CausalClipSeg.Pipeline.Drift;

/// <summary>
/// Population stability index: the sum over bins of (p - q) ln(p / q), p the recent and q the reference share of a bin. Numbers are binned by the deciles of the
/// reference, names by themselves; an empty bin counts as half a case.
/// </summary>
public static class StabilityIndex
{
    private const int Bins = 10;

    public static double OfNumbers(IReadOnlyList<double> reference, IReadOnlyList<double> recent)
    {
        var sorted = reference.Order().ToArray();
        var edges = Enumerable.Range(1, Bins - 1).Select(i => sorted[i * sorted.Length / Bins]).Distinct().ToArray();
        return OfNames([.. reference.Select(value => Bin(edges, value))], [.. recent.Select(value => Bin(edges, value))]);
    }

    public static double OfNames(IReadOnlyList<string> reference, IReadOnlyList<string> recent)
    {
        if (reference.Count == 0 || recent.Count == 0)
            return 0;
        var (before, now) = (Counts(reference), Counts(recent));
        return before.Keys.Union(now.Keys).Sum(bin =>
        {
            var q = Math.Max(before.GetValueOrDefault(bin), 0.5) / reference.Count;
            var p = Math.Max(now.GetValueOrDefault(bin), 0.5) / recent.Count;
            return (p - q) * Math.Log(p / q);
        });
    }

    private static Dictionary<string, double> Counts(IReadOnlyList<string> values) => values.GroupBy(value => value).ToDictionary(g => g.Key, g => (double)g.Count());

    private static string Bin(double[] edges, double value)
    {
        var bin = Array.BinarySearch(edges, value);
        return (bin >= 0 ? bin + 1 : ~bin).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
