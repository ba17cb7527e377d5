using System.CommandLine;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>Kills real workers among real servers at every named point, and counts what is lost, doubled or stuck afterwards.</summary>
internal static class FaultsBenchmark
{
    private const int Victims = 3;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Three kills at each point in place of fifty." };
        var kills = new Option<int?>("--kills") { Description = "Kills at each point." };
        var only = new Option<string?>("--point") { Description = "Only this crash point." };
        var seed = new Option<int>("--seed") { Description = "Seed of the passages at which workers die.", DefaultValueFactory = _ => 1 };
        var json = CommonOptions.Json();
        var command = new Command("faults", "kill -9 at each named point with cases in flight: lost, duplicates, stuck, recovery.") { quick, kills, only, seed, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var wanted = parsed.GetValue(kills) ?? (parsed.GetValue(quick) ? Victims : 50);
            var points = CrashPoints.All.Where(p => p != CrashPoints.DuringTraining && (parsed.GetValue(only) is not { } one || one == p));
            var results = await RunAsync(points, wanted, new Random(parsed.GetValue(seed)), cancellation).ConfigureAwait(false);
            Output.WriteJson(new
            {
                kills = results.Sum(r => r.Kills),
                lost = results.Sum(r => r.Lost),
                duplicates = results.Sum(r => r.Duplicates),
                stuck = results.Sum(r => r.Stuck),
                maxRecoverySeconds = Math.Round(results.Max(r => r.MaxRecoverySeconds), 1),
                byPoint = results,
            });
            return results.All(r => r is { Lost: 0, Duplicates: 0, Stuck: 0 }) ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static async Task<List<PointResult>> RunAsync(IEnumerable<string> points, int kills, Random random, CancellationToken cancellation)
    {
        await using var rabbit = await PrivateRabbitMq.Start();
        await using var postgres = await PrivatePostgres.Start(durable: true);
        await using var orthanc = await PrivateOrthanc.Start();
        await using var world = await FaultWorld.CreateAsync(rabbit, postgres, orthanc);
        await world.PrepareAsync();
        var results = new List<PointResult>();
        Output.Say($"{"point",-20} {"kills",6} {"lost",6} {"doubled",8} {"stuck",6} {"recovery",9}");
        foreach (var point in points)
        {
            var total = new PointResult(point, 0, 0, 0, 0, 0);
            for (var rounds = 0; total.Kills < kills && rounds < kills; rounds++)
            {
                cancellation.ThrowIfCancellationRequested();
                total = total.With(await CrashRound.RunAsync(world, point, Math.Min(Victims, kills - total.Kills), random));
            }
            Output.Say($"{point,-20} {total.Kills,6} {total.Lost,6} {total.Duplicates,8} {total.Stuck,6} {total.MaxRecoverySeconds,7:0.0} s");
            results.Add(total);
        }
        return results;
    }

    private sealed record PointResult(string Point, int Kills, int Lost, int Duplicates, int Stuck, double MaxRecoverySeconds)
    {
        public PointResult With(RoundResult round) => this with
        {
            Kills = Kills + round.Kills,
            Lost = Lost + round.Audit.Lost,
            Duplicates = Duplicates + round.Audit.Duplicates,
            Stuck = Stuck + round.Audit.Stuck,
            MaxRecoverySeconds = Math.Max(MaxRecoverySeconds, round.Recovery.TotalSeconds),
        };
    }
}
