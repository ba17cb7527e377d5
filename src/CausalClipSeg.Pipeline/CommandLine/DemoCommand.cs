using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using CausalClipSeg.Pipeline.Demo;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Pictures;
using CausalClipSeg.Pipeline.Synthetic;
using Spectre.Console;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>demo [--cases N] [--json]</c>: the main job on the embedded default, with pictures to look at.</summary>
internal static class DemoCommand
{
    private const string OutputFolder = "demo-output";
    private const int MoreCasesSeed = 77;

    public static Command Create()
    {
        var count = new Option<int>("--cases") { Description = "How many studies are sent.", DefaultValueFactory = _ => DemoScript.Cases.Count };
        var json = CommonOptions.Json();
        var command = new Command("demo", "Sends synthetic studies over C-STORE and MLLP into the embedded service; SEGs and overlays come out in ./demo-output/.") { count, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = Path.GetFullPath(OutputFolder);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
            var cases = Cases(parsed.GetValue(count));
            await using var host = PipelineHost.Build(PipelineRoles.Intake | PipelineRoles.Worker, Embedded(folder));
            await PipelineHost.StartAsync(host, cancellation).ConfigureAwait(false);
            var results = await RunAsync(new DemoRun(host, folder), cases, cancellation).ConfigureAwait(false);
            await host.StopAsync(cancellation).ConfigureAwait(false);
            Report(results, folder, parsed.GetValue(json));
            return results.TrueForAll(r => r.Outcome is "delivered" or "negative") ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static List<DemoCase> Cases(int count)
    {
        if (count < 1)
            throw new RefusedException("--cases must be at least 1.");
        return [.. DemoScript.Cases.Take(count), .. Enumerable.Range(DemoScript.Cases.Count, Math.Max(0, count - DemoScript.Cases.Count)).Select(Further)];
    }

    /// <summary>Cases beyond the scripted ones, drawn like the training pairs and larger.</summary>
    private static DemoCase Further(int index) =>
        new($"case {index + 1}", SyntheticDataset.Case(MoreCasesSeed, index) with { Rows = 512, Columns = 448 }, new SyntheticDicomVariant());

    private static Dictionary<string, string?> Embedded(string folder) => new()
    {
        ["Storage:Root"] = Path.Combine(folder, "store"),
        ["Intake:DicomPort"] = FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Intake:MllpPort"] = FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Status:Port"] = FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Broker:RabbitMq"] = null,
        ["Database:Postgres"] = null,
        ["Pacs:Host"] = null,
        ["Logging:LogLevel:Default"] = "Warning",
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task<List<DemoResult>> RunAsync(DemoRun run, List<DemoCase> cases, CancellationToken cancellation)
    {
        var console = Terminal.Create();
        return console.Profile.Out.IsTerminal
            ? console.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn()).StartAsync(context =>
            {
                var bar = context.AddTask("sending studies", maxValue: cases.Count);
                return EachAsync(run, cases, result =>
                {
                    bar.Description = Markup.Escape(result.Case);
                    bar.Increment(1);
                }, cancellation);
            })
            : EachAsync(run, cases, result => Output.Say($"{result.Case}: {result.Outcome}"), cancellation);
    }

    private static async Task<List<DemoResult>> EachAsync(DemoRun run, List<DemoCase> cases, Action<DemoResult> done, CancellationToken cancellation)
    {
        var results = new List<DemoResult>(cases.Count);
        foreach (var demo in cases)
        {
            results.Add(await run.RunAsync(demo, cancellation).ConfigureAwait(false));
            done(results[^1]);
        }
        return results;
    }

    private static void Report(List<DemoResult> results, string folder, bool json)
    {
        var sheet = Path.Combine(folder, "contact-sheet.png");
        File.WriteAllBytes(sheet, OverlayRenderer.RenderContactSheet([.. results.Select(r => r.Picture).OfType<OverlayPicture>()]));
        var found = results.Where(r => r.SegPath is not null && r.Dice is not null).ToList();
        var summary = new DemoSummary(
            results.Count, found.Count, results.Count(r => r.Outcome == "negative"), found.Count == 0 ? null : found.Average(r => r.Dice), results.Sum(r => r.Seconds), sheet);
        if (json)
            Output.WriteJson(new { cases = results, summary });
        else
            DemoTable.Write(results, summary);
    }
}
