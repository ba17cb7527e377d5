using System.CommandLine;
using CausalClipSeg.Pipeline.CommandLine;
using CausalClipSeg.Reports.Tests.Understanding;

namespace CausalClipSeg.Benchmarks.Reports;

/// <summary><c>benchmark reports</c>: agreement with the coders of Open-I for each finding, composed denials, and reports a second on one core.</summary>
internal static class ReportsBenchmark
{
    private const string OpenI = "data/reports/openi-dev.jsonl";

    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Labelled reports, one JSON object a line: {id, findings, impression, mesh}; the shared Open-I collection when absent." };
        var disagreements = new Option<string?>("--disagreements") { Description = "File for the list of disagreements: report id, finding, who says so." };
        var quick = new Option<bool>("--quick") { Description = "A tenth of the composed reports and of the time." };
        var json = new Option<bool>("--json") { Description = "The JSON object alone on standard output (it always is)." };
        var command = new Command("reports", "Accuracy, denials and throughput of the understanding of reports.") { data, disagreements, quick, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var isQuick = parsed.GetValue(quick);
            var path = parsed.GetValue(data) ?? (SharedData.Has(OpenI) ? SharedData.Require(OpenI) : null)
                ?? throw new RefusedException("The labelled reports are not here; name a file with --data, or set CAUSALCLIPSEG_SHARED to the folder that holds data/reports.");
            var reports = LabelledReports.Read(path);
            var score = Accuracy.Measure(reports);
            if (parsed.GetValue(disagreements) is { } list)
                await File.WriteAllLinesAsync(list, score.Disagreements.Select(entry => $"{entry.Id}\t{entry.Group}\t{entry.Who}"), cancellation).ConfigureAwait(false);
            var denials = ComposedDenials.Measure(isQuick ? 10_000 : 100_000);
            var speed = Throughput.Measure(reports, TimeSpan.FromSeconds(isQuick ? 2 : 20));
            Show(score, denials, speed);
            Output.WriteJson(Shape(score, denials, speed));
            return denials.Leaks == 0 ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static object Shape(OpenIScore score, ComposedDenials denials, Throughput speed) => new
    {
        f1 = Math.Round(score.F1, 4),
        side = Math.Round(score.Side, 4),
        zones = Math.Round(score.Zone, 4),
        reportsPerSecond = Math.Round(speed.ReportsPerSecond),
        precision = Math.Round(score.Precision, 4),
        recall = Math.Round(score.Recall, 4),
        heapGrowthKb = speed.HeapGrowthKb,
        composedReports = denials.Reports,
        deniedFindingsAsked = denials.Leaks,
        findings = score.PerGroup.Select(group => new { finding = group.Name, precision = Math.Round(group.Precision, 3), recall = Math.Round(group.Recall, 3), f1 = Math.Round(group.F1, 3), labelled = group.Labelled }),
    };

    private static void Show(OpenIScore score, ComposedDenials denials, Throughput speed)
    {
        Output.Say($"{"finding",-16}{"precision",10}{"recall",10}{"F1",10}{"labelled",10}");
        foreach (var group in score.PerGroup)
            Output.Say($"{group.Name,-16}{group.Precision,10:0.000}{group.Recall,10:0.000}{group.F1,10:0.000}{group.Labelled,10}");
        Output.Say($"{"all",-16}{score.Precision,10:0.000}{score.Recall,10:0.000}{score.F1,10:0.000}");
        Output.Say($"side {score.Side:0.000}, zones {score.Zone:0.000}");
        Output.Say($"{denials.Reports} composed reports, {denials.Leaks} of them asked for something that they deny");
        Output.Say($"{speed.ReportsPerSecond:0} reports/s on one core, managed memory grew by {speed.HeapGrowthKb} kB over {speed.Reports} reports");
    }
}
