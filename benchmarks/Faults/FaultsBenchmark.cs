using System.CommandLine;
using System.Diagnostics;
using CausalClipSeg.Benchmarks.Sustained;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>Kills real workers among real servers at every named point, and counts what is lost, doubled or stuck afterwards.</summary>
internal static class FaultsBenchmark
{
    /// <summary>Kills of a round, one after the other among workers that began together; a network in each of more would not fit into the memory of a small machine.</summary>
    private const int Victims = 3, VictimsWithoutNetwork = 10;
    private const double CasesPerSecond = 3;

    /// <summary>Before a message is durable, in the transaction, between broker and database, and at the archive.</summary>
    private static readonly string[] QuickPoints = [CrashPoints.AfterReceive, CrashPoints.BeforeCommit, CrashPoints.AfterPublish, CrashPoints.AfterCStore];

    private static readonly string[] InTheNetwork = [CrashPoints.DuringInference, CrashPoints.DuringTraining];

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "A kill at each of four points, and one round in which everything around fails in turn." };
        var kills = new Option<int?>("--kills") { Description = "Kills at each point." };
        var only = new Option<string?>("--point") { Description = "Only this crash point or outage." };
        var seed = new Option<int>("--seed") { Description = "Seed of the passages at which workers die.", DefaultValueFactory = _ => 1 };
        var json = CommonOptions.Json();
        var command = new Command("faults", "kill -9 at each named point, and outages of everything around, with cases in flight: lost, duplicates, stuck, recovery.") { quick, kills, only, seed, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var isQuick = parsed.GetValue(quick);
            var wanted = parsed.GetValue(kills) ?? (isQuick ? 1 : 50);
            var point = parsed.GetValue(only);
            bool IsWanted(string name) => point is null ? !isQuick || QuickPoints.Contains(name) : point == name;
            await using var rabbit = await PrivateRabbitMq.Start();
            await using var postgres = await PrivatePostgres.Start(durable: true);
            await using var orthanc = await PrivateOrthanc.Start();
            var results = await KillAsync((rabbit, postgres, orthanc), [.. CrashPoints.All.Where(IsWanted)], wanted, new Random(parsed.GetValue(seed)), cancellation);
            results.AddRange(isQuick && point is null
                ? [await FailInTurnAsync((rabbit, postgres, orthanc))]
                : await FailAsync((rabbit, postgres, orthanc), IsWanted, TimeSpan.FromSeconds(isQuick ? 5 : 120)));
            if (results.Count == 0)
                throw new InvalidDataException($"{point} is neither a crash point ({string.Join(", ", CrashPoints.All)}) nor an outage that can happen here (rabbitmq-restart, orthanc-down, connections-cut and others).");
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

    /// <summary>A stub stands in place of the network wherever no worker is to die in it: what is killed is the pipeline, and starts are most of the time.</summary>
    private static async Task<List<PointResult>> KillAsync(
        (PrivateRabbitMq Rabbit, PrivatePostgres Postgres, PrivateOrthanc Orthanc) servers, IReadOnlyList<string> points, int kills, Random random, CancellationToken cancellation)
    {
        var results = new List<PointResult>();
        Output.Say($"{"point",-20} {"kills",6} {"lost",6} {"doubled",8} {"stuck",6} {"recovery",9}");
        if (points.Count == 0)
            return results;
        await using var stub = await FaultWorld.CreateAsync(servers.Rabbit, servers.Postgres, servers.Orthanc, StubWorker.Program);
        await using var real = await FaultWorld.CreateAsync(servers.Rabbit, servers.Postgres, servers.Orthanc);
        if (points.Except(InTheNetwork).Any())
            await stub.PrepareAsync();
        if (points.Intersect(InTheNetwork).Any())
            await real.PrepareAsync();
        foreach (var point in points)
        {
            var total = new PointResult(point, 0, 0, 0, 0, 0);
            for (var rounds = 0; total.Kills < kills && rounds < kills; rounds++)
            {
                cancellation.ThrowIfCancellationRequested();
                var left = kills - total.Kills;
                total = total.With(Explained(point switch
                {
                    CrashPoints.DuringTraining => await TrainingRound.RunAsync(real, Math.Min(Victims, left)),
                    CrashPoints.DuringInference => await CrashRound.RunAsync(real, [point], Math.Min(Victims, left), random),
                    _ => await CrashRound.RunAsync(stub, [point], Math.Min(VictimsWithoutNetwork, left), random),
                }));
            }
            results.Add(Said(total));
        }
        return results;
    }

    /// <summary>The outages one after the other under one load.</summary>
    private static async Task<PointResult> FailInTurnAsync((PrivateRabbitMq Rabbit, PrivatePostgres Postgres, PrivateOrthanc Orthanc) servers)
    {
        var during = TimeSpan.FromSeconds(3);
        await using var world = await FaultWorld.CreateAsync(servers.Rabbit, servers.Postgres, servers.Orthanc, StubWorker.Program);
        await using var proxies = world.BehindProxies(seed: 1);
        await world.PrepareAsync();
        return Said(new PointResult("outages in turn", 0, 0, 0, 0, 0).With(await OutageRound.RunAsync(
            world, CasesPerSecond, Outage.RabbitMqRestarts(world), Outage.PostgresIsKilled(world), Outage.OrthancIsDown(world, during), Outage.ConnectionsAreCut(proxies, during))));
    }

    /// <summary>Each outage under a load of its own, with a stub in place of the network: recovery is then the pipeline's, and not the time that a backlog takes on two cores.</summary>
    private static async Task<List<PointResult>> FailAsync((PrivateRabbitMq Rabbit, PrivatePostgres Postgres, PrivateOrthanc Orthanc) servers, Func<string, bool> isWanted, TimeSpan during)
    {
        var results = new List<PointResult>();
        await using var world = await FaultWorld.CreateAsync(servers.Rabbit, servers.Postgres, servers.Orthanc, StubWorker.Program);
        await using var proxies = world.BehindProxies(seed: 1);
        var (disk, whyNot) = await SmallDisk.TryMount(megabytes: 48);
        await using var unmounted = disk;
        await world.PrepareAsync();
        List<Outage> outages =
        [
            Outage.RabbitMqRestarts(world), Outage.PostgresRestarts(world), Outage.PostgresIsKilled(world), Outage.OrthancIsDown(world, during),
            Outage.OrthancHangs(world, during / 4), Outage.RabbitMqHangs(world, during), Outage.PostgresHangs(world, during), Outage.ConnectionsAreCut(proxies, during / 4),
        ];
        if (disk is not null)
            outages.Add(Outage.DiskIsFull(disk, during / 4));
        else
            Output.Say($"disk-full is left out: {whyNot}");
        foreach (var outage in outages.Where(outage => isWanted(outage.Name)))
        {
            if (outage.Name == "disk-full" && disk is not null)
                world.LiveOn(disk);
            results.Add(Said(new PointResult(outage.Name, 0, 0, 0, 0, 0).With(Explained(await OutageRound.RunAsync(world, CasesPerSecond, outage)))));
        }
        if (isWanted("clock-jump"))
            results.Add(Said(await JumpAsync(servers)));
        return results;
    }

    /// <summary>Histories under a clock that jumps: a wrong one counts as lost, one that does not come to rest as stuck.</summary>
    private static async Task<PointResult> JumpAsync((PrivateRabbitMq Rabbit, PrivatePostgres Postgres, PrivateOrthanc Orthanc) servers)
    {
        var (clock, random, watch) = (new JumpingClock(), new Random(1), Stopwatch.StartNew());
        await using var world = await RealWorld.StartAsync(servers.Rabbit, servers.Postgres, servers.Orthanc, HistorySite.All[0], workers: 2, clock);
        var playing = world.PlayAsync([.. Enumerable.Range(0, 40).Select(_ => History.Random(random, mostCopies: 2))], TimeSpan.FromMinutes(5));
        await clock.JumpAboutAsync(TimeSpan.FromSeconds(1));
        watch.Restart();
        var outcomes = await playing;
        return new PointResult("clock-jump", 0, outcomes.Count(o => o is { Fault: null, IsRight: false }), 0, outcomes.Count(o => o.Fault is not null), watch.Elapsed.TotalSeconds);
    }

    private static RoundResult Explained(RoundResult round)
    {
        if (!round.Audit.IsClean)
            Output.Say(round.Log);
        return round;
    }

    private static PointResult Said(PointResult total)
    {
        Output.Say($"{total.Point,-20} {total.Kills,6} {total.Lost,6} {total.Duplicates,8} {total.Stuck,6} {total.MaxRecoverySeconds,7:0.0} s");
        return total;
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
