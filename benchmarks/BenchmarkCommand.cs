using System.CommandLine;
using CausalClipSeg.Benchmarks.Fuzz;
using CausalClipSeg.Benchmarks.Reports;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks;

/// <summary><c>benchmark NAME [--quick] [--json]</c>: one subcommand for each measurement, in its own folder.</summary>
internal static class BenchmarkCommand
{
    public static async Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand("Reproducible measurements: each prints one table on standard error and one JSON object on standard output.")
        {
            FuzzBenchmark.Create(),
            Learning.LearningBenchmark.Create(),
            DicomIngest.DicomIngestBenchmark.Create(),
            Faults.FaultsBenchmark.Create(),
            InferenceBenchmark.Create(),
            Training.TrainingBenchmark.Create(),
            ReportsBenchmark.Create(),
            Headers.HeadersBenchmark.Create(),
            Pages.PagesBenchmark.Create(),
            Sustained.PipelineBenchmark.Create(),
            Sustained.SoakBenchmark.Create(),
            Sustained.StubWorker.Create(),
            Faults.HistoriesBenchmark.Create(),
            Segmentations.SegmentationBenchmark.Create(),
        };
        var measurements = root.Subcommands.Where(verb => !verb.Hidden).ToList();
        root.Add(All.AllBenchmarks.CreateAll(measurements));
        root.Add(All.AllBenchmarks.CreateCheck(measurements));
        return await CausalClipSegCommand.RunAsync(root, args).ConfigureAwait(false);
    }
}
