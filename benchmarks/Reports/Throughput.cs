using System.Diagnostics;
using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Benchmarks.Reports;

/// <summary>Reports a second on one core, by the processor time of this thread's process and not by the clock, so that a busy machine does not blur it; and whether memory stays flat.</summary>
internal sealed record Throughput(int Reports, double ReportsPerSecond, long HeapGrowthKb)
{
    public static Throughput Measure(IReadOnlyList<LabelledReport> reports, TimeSpan span)
    {
        var extractor = new FindingExtractor();
        Round(extractor, reports);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var process = Process.GetCurrentProcess();
        var (start, count) = (process.TotalProcessorTime, 0);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < span)
            count += Round(extractor, reports);
        process.Refresh();
        var used = process.TotalProcessorTime - start;
        return new(count, count / used.TotalSeconds, (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024);
    }

    private static int Round(FindingExtractor extractor, IReadOnlyList<LabelledReport> reports)
    {
        foreach (var report in reports)
            extractor.Extract(report.Text);
        return reports.Count;
    }
}
