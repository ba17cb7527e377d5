namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Percentiles of how long the stretches of the way took.</summary>
internal static class Latency
{
    public static IReadOnlyList<LatencyLine> Of(IReadOnlyList<CaseTimes> cases)
    {
        (string Name, IEnumerable<TimeSpan?> Spans)[] stretches =
        [
            ("Both received → matched", cases.Select(c => (TimeSpan?)(c.Matched - c.Complete))),
            ("Matched → segmented", cases.Select(c => c.Segmented - c.Matched)),
            ("Segmented → stored", cases.Select(c => c.Stored - c.Segmented)),
            ("Both received → stored", cases.Select(c => c.Stored - c.Complete)),
        ];
        return [.. stretches.Select(s => Line(s.Name, [.. s.Spans.OfType<TimeSpan>().Where(t => t >= TimeSpan.Zero).Order()])).OfType<LatencyLine>()];
    }

    private static LatencyLine? Line(string name, TimeSpan[] sorted) =>
        sorted.Length == 0 ? null : new LatencyLine(name, At(sorted, 0.5), At(sorted, 0.95), At(sorted, 0.99));

    /// <summary>Nearest rank.</summary>
    private static TimeSpan At(TimeSpan[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
