using CausalClipSeg.Reports.Tests.Understanding;
using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Benchmarks.Reports;

/// <summary>Every labelled report through the extractor, scored against its coders.</summary>
internal static class Accuracy
{
    public static OpenIScore Measure(IReadOnlyList<LabelledReport> reports)
    {
        var extractor = new FindingExtractor();
        var score = new OpenIScore();
        foreach (var report in reports)
            score.Add(report.Labels, extractor.Extract(report.Text).Findings, report.Id);
        return score;
    }
}
