using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using CausalClipSeg.Pipeline.Demo;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Pictures;
using CausalClipSeg.Pipeline.Synthetic;
using Spectre.Console;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>demo [--cases N] [--open] [--json]</c>: the main job on the embedded default, with pictures to look at.</summary>
internal static class DemoCommand
{
    private const string OutputFolder = "demo-output";
    private const int MoreCasesSeed = 77;
    private const int PagesPort = 8080;

    public static Command Create()
    {
        var count = new Option<int>("--cases") { Description = "How many studies are sent.", DefaultValueFactory = _ => DemoScript.Cases.Count };
        CommonOptions.Within(count, 1, int.MaxValue);
        var open = new Option<bool>("--open") { Description = "Leave the service running afterwards, with its pages to look at the cases." };
        var json = CommonOptions.Json();
        var command = new Command("demo", "Sends synthetic studies over C-STORE and MLLP into the embedded service; SEGs and overlays come out in ./demo-output/.") { count, open, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = Path.GetFullPath(OutputFolder);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
            var cases = Cases(parsed.GetValue(count));
            var settings = Embedded(folder);
            await using var host = PipelineHost.Build(PipelineRoles.All, settings);
            await PipelineHost.StartAsync(host, cancellation).ConfigureAwait(false);
            var results = await RunAsync(new DemoRun(host, folder), cases, cancellation).ConfigureAwait(false);
            Report(results, folder, parsed.GetValue(json));
            if (parsed.GetValue(open))
                await StayOpenAsync(host, settings["Status:Port"], cancellation).ConfigureAwait(false);
            else
                Output.Say("The cases as pages: ./causalclipseg demo --open, then http://127.0.0.1:8080/worklist");
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return results.TrueForAll(r => r.Outcome is "delivered" or "negative") ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static async Task StayOpenAsync(WebApplication host, string? port, CancellationToken cancellation)
    {
        Output.Say($"The cases as pages: http://127.0.0.1:{port}/worklist (Ctrl+C ends it)");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, host.Lifetime.ApplicationStopping);
        await Task.Delay(Timeout.Infinite, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static List<DemoCase> Cases(int count) =>
        [.. DemoScript.Cases.Take(count), .. Enumerable.Range(DemoScript.Cases.Count, Math.Max(0, count - DemoScript.Cases.Count)).Select(Further)];

    /// <summary>Cases beyond the scripted ones, drawn like the training pairs and larger.</summary>
    private static DemoCase Further(int index) =>
        new($"case {index + 1}", SyntheticDataset.Case(MoreCasesSeed, index) with { Rows = 512, Columns = 448 }, new SyntheticDicomVariant());

    private static Dictionary<string, string?> Embedded(string folder) => new()
    {
        ["Storage:Root"] = Path.Combine(folder, "store"),
        ["Intake:DicomPort"] = FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Intake:MllpPort"] = FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Status:Port"] = FreePort(PagesPort).ToString(System.Globalization.CultureInfo.InvariantCulture),
        // The patients are invented: whoever sits here may see and do everything.
        ["Status:Local"] = "All",
        ["Broker:RabbitMq"] = null,
        ["Database:Postgres"] = null,
        ["Pacs:Host"] = null,
        ["Logging:LogLevel:Default"] = "Warning",
    };

    /// <summary>The preferred port where nobody listens on it, else any free one.</summary>
    private static int FreePort(int preferred = 0)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, preferred);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException) when (preferred != 0)
        {
            return FreePort();
        }
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
            DemoTable.Write(Terminal.Create(), results, summary);
    }
}
