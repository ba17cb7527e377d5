using System.Diagnostics.Metrics;

namespace CausalClipSeg.Pipeline.Telemetry;

/// <summary>Bucket boundaries for durations in seconds: a C-STORE takes milliseconds, a case that waits for a dead archive hours.</summary>
internal static class Seconds
{
    public static InstrumentAdvice<double> Buckets { get; } = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200],
    };
}
