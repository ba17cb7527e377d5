using System.CommandLine;
using System.Diagnostics;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>
/// <c>benchmark histories</c>: random histories of events against a simple model of what the PACS must hold, most of them on the stages alone, some through the real
/// doors of three workers on real servers with every event ten times.
/// </summary>
internal static class HistoriesBenchmark
{
    private const int Copies = 10;
    private const int Workers = 3;
    private const int SideBySide = 25;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "400 and 8 histories in place of 10,000 and 100." };
        var fast = new Option<int?>("--fast") { Description = "Histories on the stages alone." };
        var real = new Option<int?>("--real") { Description = "Histories on real servers." };
        var seed = new Option<int>("--seed") { Description = "Seed of the first history.", DefaultValueFactory = _ => 1 };
        var json = CommonOptions.Json();
        var command = new Command("histories", "Random histories of events against a simple model of what the PACS must hold.") { quick, fast, real, seed, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var isQuick = parsed.GetValue(quick);
            var watch = Stopwatch.StartNew();
            var (first, many, few) = (parsed.GetValue(seed), parsed.GetValue(fast) ?? (isQuick ? 400 : 10_000), parsed.GetValue(real) ?? (isQuick ? 8 : 100));
            var wrong = await FastAsync(first, many, cancellation);
            Output.Say($"{many} histories on the stages alone: {wrong.Count} wrong, {watch.Elapsed.TotalSeconds:0} s");
            Explain(wrong);
            var onServers = await RealAsync(first, few, cancellation);
            Output.Say($"{few} histories on real servers, each event {Copies} times to {Workers} workers: {onServers.Count} wrong, {watch.Elapsed.TotalSeconds:0} s");
            Explain(onServers);
            Output.WriteJson(new { histories = many, wrong = wrong.Count, onRealServers = few, wrongOnRealServers = onServers.Count, seconds = Math.Round(watch.Elapsed.TotalSeconds) });
            return wrong.Count + onServers.Count == 0 ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static void Explain(List<HistoryOutcome> wrong)
    {
        foreach (var outcome in wrong.Take(10))
            Output.Say(outcome.ToString());
    }

    private static async Task<List<HistoryOutcome>> FastAsync(int seed, int count, CancellationToken cancellation)
    {
        var wrong = await Task.WhenAll(HistorySite.All.Select((site, index) => Task.Run(async () =>
        {
            await using var world = await FastWorld.StartAsync(site, seed + index);
            var random = new Random(seed + (index * 1_000_003));
            var found = new List<HistoryOutcome>();
            for (var i = index; i < count; i += HistorySite.All.Count)
            {
                cancellation.ThrowIfCancellationRequested();
                if (await world.PlayAsync(History.Random(random, 3)) is { IsRight: false } outcome)
                    found.Add(outcome);
            }
            return found;
        }, cancellation)));
        return [.. wrong.SelectMany(found => found)];
    }

    private static async Task<List<HistoryOutcome>> RealAsync(int seed, int count, CancellationToken cancellation)
    {
        await using var rabbit = await PrivateRabbitMq.Start();
        await using var postgres = await PrivatePostgres.Start();
        await using var orthanc = await PrivateOrthanc.Start();
        var wrong = new List<HistoryOutcome>();
        var random = new Random(seed);
        for (var i = 0; i < count; i += SideBySide)
        {
            cancellation.ThrowIfCancellationRequested();
            await using var world = await RealWorld.StartAsync(rabbit, postgres, orthanc, HistorySite.All[i / SideBySide % HistorySite.All.Count], Workers);
            var histories = Enumerable.Range(0, Math.Min(SideBySide, count - i)).Select(_ => History.Random(random, 1).Shuffled(random, Copies)).ToList();
            wrong.AddRange((await world.PlayAsync(histories, TimeSpan.FromMinutes(5))).Where(outcome => !outcome.IsRight));
        }
        return wrong;
    }
}
