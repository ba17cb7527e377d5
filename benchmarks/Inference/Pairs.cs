using System.Diagnostics;

namespace CausalClipSeg.Benchmarks;

/// <summary>Times two ways to do the same, in turns, so that both meet the same disturbances.</summary>
internal static class Pairs
{
    public static (double[] FirstMs, double[] SecondMs) Time(int count, Action<int> first, Action<int> second)
    {
        first(0);
        second(0);
        var (a, b) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
            (a[i], b[i]) = (Milliseconds(first, i), Milliseconds(second, i));
        return (a, b);
    }

    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }

    private static double Milliseconds(Action<int> action, int index)
    {
        var begun = Stopwatch.GetTimestamp();
        action(index);
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }
}
