using System.CommandLine;
using System.Diagnostics;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.CommandLine;
using CausalClipSeg.Pipeline.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Benchmarks.Pages;

/// <summary><c>benchmark pages [--quick]</c>: the pages and the HTTP API over PostgreSQL with 1,000,000 cases, each address asked again and again.</summary>
internal static class PagesBenchmark
{
    private const int Warm = 5, Asked = 40;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "20,000 cases instead of 1,000,000." };
        var cases = new Option<int?>("--cases") { Description = "So many cases." };
        var json = CommonOptions.Json();
        var command = new Command("pages", "Milliseconds of each page with many cases.") { quick, cases, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var count = parsed.GetValue(cases) ?? (parsed.GetValue(quick) ? 20_000 : 1_000_000);
            await using var servers = new RealServers();
            await using var folder = new TemporaryFolder("pages");
            var database = await (await servers.Postgres().ConfigureAwait(false)).CreateDatabase("pages").ConfigureAwait(false);
            var port = FreePort.Next();
            await using var host = PipelineHost.Build(PipelineRoles.Status, new Dictionary<string, string?>
            {
                ["Database:Postgres"] = database, ["Labels:ReaderKey"] = "a key of the pages' readers", ["Storage:Root"] = folder.Path, ["Status:Port"] = $"{port}", ["Status:Local"] = "All", ["Logging:LogLevel:Default"] = "Warning",
            });
            await PipelineHost.StartAsync(host, cancellation).ConfigureAwait(false);
            await ManyCases.FillAsync(database, count, Output.Say, cancellation).ConfigureAwait(false);
            var timings = await MeasureAsync(host, new Uri($"http://127.0.0.1:{port}"), count, cancellation).ConfigureAwait(false);
            foreach (var timing in timings)
                Output.Say(FormattableString.Invariant($"{timing.What,-28} p50 {timing.P50Ms,7:0.0} ms   p95 {timing.P95Ms,7:0.0} ms   {timing.Kilobytes,6:0} kB"));
            Output.WriteJson(new { cases = count, worstP50Ms = timings.Max(t => t.P50Ms), worstP95Ms = timings.Max(t => t.P95Ms), pages = timings });
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<List<Timing>> MeasureAsync(WebApplication host, Uri address, int count, CancellationToken cancellation)
    {
        var found = await host.Services.GetRequiredService<PipelineStore>().ReadAsync(
            db => db.Cases.SingleAsync(c => c.ReportKey == $"R{count / 2 + 1}", cancellation), cancellation).ConfigureAwait(false);
        var (middle, at) = (found.Id, found.UpdatedAt);
        (string What, string Path)[] pages =
        [
            ("worklist", "/worklist"), ("worklist, deep in it", $"/worklist?after=r-{middle:n}"), ("worklist, parked", "/worklist?state=Parked"), ("worklist, delivered", "/worklist?state=Delivered"),
            ("worklist, rare finding", "/worklist?finding=pleural-effusion"), ("worklist, absent finding", "/worklist?finding=pneumothorax"),
            ("worklist, finding and side", "/worklist?finding=airspace-opacity&side=left"), ("worklist, side", "/worklist?side=right"),
            ("worklist, absent side", "/worklist?side=bilateral"), ("worklist, model", "/worklist?model=0.2.0"), ("worklist, last day", "/worklist?age=day"),
            ("worklist, not reviewed", "/worklist?review=open"), ("worklist, reviewed", "/worklist?review=reviewed"), ("worklist, rejected", "/worklist?review=rejected"),
            ("worklist, last changed", "/worklist?sort=-changed"), ("worklist, long unchanged", "/worklist?sort=changed"), ("worklist, last changed, deep", $"/worklist?sort=-changed&after=r:{at.UtcTicks}-{middle:n}"),
            ("worklist, changed, delivered", "/worklist?sort=-changed&state=Delivered"), ("worklist, changed, finding", "/worklist?sort=-changed&finding=pleural-effusion"),
            ("worklist, changed, side", "/worklist?sort=changed&side=left"), ("worklist, changed, model", "/worklist?sort=-changed&model=0.2.0"), ("worklist, changed, last day", "/worklist?sort=changed&age=day"),
            ("worklist, by state", "/worklist?sort=state"), ("worklist, by state, last", "/worklist?sort=-state"), ("worklist, by model", "/worklist?sort=-model"),
            ("worklist, by model, finding", "/worklist?sort=model&finding=pleural-effusion"), ("worklist, oldest", "/worklist?sort=arrived"),
            ("worklist, parked last hour", "/worklist?state=Parked&age=hour"), ("search by accession", $"/worklist?q=ACC{count / 2}"), ("search by study UID", $"/worklist?q=2.25.1{count / 3}"),
            ("search by SEG UID", $"/worklist?q=2.25.4{count / 4}"), ("search, nothing found", "/worklist?q=nothing"), ("case", $"/cases/{middle}"), ("review", $"/review/{middle}"),
            ("next to review", "/review"), ("models", "/models"), ("health", "/health"), ("API: cases", "/api/cases?limit=50"), ("API: cases, parked", "/api/cases?state=parked&limit=50"),
            ("API: cases, rejected", "/api/cases?review=rejected&limit=50"),
            ("API: cases by reason", "/api/cases?state=parked&reason=neither&limit=50"), ("API: a case", $"/api/cases/{middle}"), ("API: summary", "/api/summary"), ("API: waiting", "/api/waiting"),
            ("API: health", "/api/health"),
        ];
        using var client = new HttpClient { BaseAddress = address };
        var timings = new List<Timing>();
        foreach (var (what, path) in pages)
            timings.Add(await TimeAsync(client, what, path, cancellation).ConfigureAwait(false));
        return timings;
    }

    private static async Task<Timing> TimeAsync(HttpClient client, string what, string path, CancellationToken cancellation)
    {
        var (times, size) = (new List<double>(), 0);
        for (var i = 0; i < Warm + Asked; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellation).ConfigureAwait(false);
            size = (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false)).Length;
            if (i >= Warm)
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        times.Sort();
        return new Timing(what, Math.Round(times[Asked / 2], 1), Math.Round(times[Asked * 95 / 100], 1), size / 1e3);
    }

    private sealed record Timing(string What, double P50Ms, double P95Ms, double Kilobytes);
}
