using System.CommandLine;
using System.Globalization;
using CausalClipSeg.Benchmarks.Faults;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.Sustained;

/// <summary>
/// <c>benchmark pipeline</c>: cases a second through the whole pipeline and the time from the later of image and report to the SEG in the archive, with RabbitMQ,
/// PostgreSQL, the archive, the senders and the workers on this machine.
/// </summary>
internal static class PipelineBenchmark
{
    private const int QuickPast = 2000;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "One and two workers, a database with past cases, and poison, some seconds each." };
        var real = new Option<bool>("--real") { Description = "The shipped model in place of the stub." };
        var workers = new Option<string?>("--workers") { Description = "Numbers of workers, separated by commas; 1,2,4 when absent." };
        var archive = new Option<ArchiveKind>("--archive") { Description = "What plays the PACS: orthanc or storescp.", DefaultValueFactory = _ => ArchiveKind.Orthanc };
        var side = new Option<int>("--pixels") { Description = "Rows and columns of the radiographs.", DefaultValueFactory = _ => 512 };
        var past = new Option<int>("--past-cases") { Description = "Also measure one worker on a database with so many past cases." };
        var seconds = new Option<int?>("--seconds") { Description = "Seconds of each measurement; 60 when absent, 6 with --quick." };
        var poison = new Option<bool>("--poison") { Description = "Also measure the times of good cases among messages that nobody can handle." };
        var json = CommonOptions.Json();
        var command = new Command("pipeline", "Cases a second, and the time to the SEG in the PACS, with everything on this machine.") { quick, real, workers, archive, side, past, seconds, poison, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var isQuick = parsed.GetValue(quick);
            int[] counts = [.. (parsed.GetValue(workers) ?? (isQuick ? "1,2" : "1,2,4")).Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
            await using var rig = await Rig.StartAsync(parsed.GetValue(archive));
            var measurement = new Measurement(rig, new CasePicture(parsed.GetValue(side)), parsed.GetValue(real), TimeSpan.FromSeconds(parsed.GetValue(seconds) ?? (isQuick ? 6 : 60)), isQuick ? 60 : 200);
            Header();
            var results = new List<WorkerCountResult>();
            foreach (var count in counts)
                results.Add(await measurement.RunAsync(count, cancellation));
            var before = parsed.GetValue(past) is > 0 and var asked ? asked : isQuick ? QuickPast : 0;
            var comparison = before > 0 ? await measurement.CompareAsync(before, results, cancellation) : null;
            var amongPoison = parsed.GetValue(poison) || isQuick ? await measurement.AmongPoisonAsync(results[0].HalfLoad / 2, isQuick ? 1 : 2, cancellation) : null;
            var best = results.MaxBy(r => r.CasesPerSecond)!;
            Output.WriteJson(new
            {
                best.CasesPerSecond, best.P50Ms, best.P95Ms, best.Workers, archive = parsed.GetValue(archive), pixels = parsed.GetValue(side),
                ratioOfTwoWorkersToOne = RatioOfTwoToOne(results), network = parsed.GetValue(real) ? "shipped model" : "stub", processors = Environment.ProcessorCount, byWorkers = results, pastCases = comparison, amongPoison,
            });
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Of the throughputs; on two cores the servers and the senders leave little for the second.</summary>
    private static double? RatioOfTwoToOne(List<WorkerCountResult> results) => (results.Find(r => r.Workers == 1), results.Find(r => r.Workers == 2)) is ({ CasesPerSecond: > 0 } one, { } two)
        ? Math.Round(two.CasesPerSecond / one.CasesPerSecond, 3)
        : null;

    private static void Header() => Output.Say(
        $"{"workers",-9} {"cases/s",8} {"at",6} {"p50 ms",7} {"p95 ms",7}  processor ms a case (workers, RabbitMQ, PostgreSQL, archive, senders)   load");
}

/// <summary>The runs of one call, each on a database of its own.</summary>
internal sealed class Measurement(Rig rig, CasePicture picture, bool realNetwork, TimeSpan measured, int warmUp)
{
    public async Task<WorkerCountResult> RunAsync(int workers, CancellationToken cancellation)
    {
        await using var world = await rig.WorldAsync(realNetwork);
        var result = await new WorkerCount(rig, world, picture, measured, warmUp).RunAsync(workers, null, cancellation);
        Say($"{workers}", result);
        return result;
    }

    /// <summary>One worker on a database with past cases, against one on an empty database.</summary>
    public async Task<PastCasesResult> CompareAsync(int cases, List<WorkerCountResult> results, CancellationToken cancellation)
    {
        var empty = results.Find(r => r.Workers == 1) ?? await RunAsync(1, cancellation);
        await using var world = await rig.WorldAsync(realNetwork);
        await world.PrepareAsync();
        var filled = await PastCases.FillAsync(world, cases, cancellation);
        Output.Say($"{cases} past cases written in {filled.TotalSeconds:0} s");
        IReadOnlyDictionary<string, double> queries = new Dictionary<string, double>();
        var result = await new WorkerCount(rig, world, picture, measured, warmUp).RunAsync(1, async worker => queries = await StatusQueries.MeasureAsync(worker, cancellation), cancellation);
        Say("1, past", result);
        foreach (var (name, milliseconds) in queries)
            Output.Say($"  {name,-44} {milliseconds,7:0.0} ms");
        return new PastCasesResult(cases, Math.Round(result.CasesPerSecond / empty.CasesPerSecond, 3), Math.Round(result.ProcessorMs / empty.ProcessorMs, 3), result, queries);
    }

    /// <summary>As many that nobody can handle as good ones.</summary>
    public async Task<PoisonResult> AmongPoisonAsync(double casesPerSecond, int turns, CancellationToken cancellation)
    {
        await using var world = await rig.WorldAsync(realNetwork);
        var result = await new WorkerCount(rig, world, picture, measured, warmUp).AmongPoisonAsync(casesPerSecond, casesPerSecond, turns, cancellation);
        Output.Say(string.Create(CultureInfo.InvariantCulture, $"among {result.PoisonMessages} poison messages: p50 {result.P50Ms:0} ms, p95 {result.P95Ms:0} ms; without them {result.CleanP50Ms:0} ms, {result.CleanP95Ms:0} ms"));
        return result;
    }

    private static void Say(string name, WorkerCountResult result) => Output.Say(string.Create(CultureInfo.InvariantCulture,
        $"{name,-9} {result.CasesPerSecond,8:0.0} {result.HalfLoad,6:0.0} {result.P50Ms,7:0} {result.P95Ms,7:0}  {result.ProcessorMs,6:0.0} = {string.Join(" + ", result.ProcessorMsPerCase.Values.Select(ms => $"{ms:0.0}"))}   {result.MachineLoad}"));
}

/// <summary>A database with a past against an empty one.</summary>
/// <param name="Ratio">Of the throughputs.</param>
/// <param name="ProcessorRatio">Of the processor times a case, which another program on the machine disturbs less.</param>
/// <param name="QueriesMs">Median time of each query of the status page, over HTTP.</param>
internal sealed record PastCasesResult(int Cases, double Ratio, double ProcessorRatio, WorkerCountResult Result, IReadOnlyDictionary<string, double> QueriesMs);
