using System.Text.RegularExpressions;
using CausalClipSeg.Benchmarks.Faults;

namespace CausalClipSeg.Tests;

/// <summary>A worker among the three nodes of a RabbitMQ whose nodes go away one after the other.</summary>
public sealed partial class ClusterTests(RealServers servers)
{
    private const int Batch = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_whose_node_is_put_into_maintenance_or_dies_goes_on_with_another_and_everything_is_done_once()
    {
        await using var cluster = await PrivateRabbitMqCluster.Start();
        await using var world = await FaultWorld.CreateAsync(cluster.Nodes[0], await servers.Postgres(), await servers.Orthanc());
        for (var i = 1; i < cluster.Nodes.Count; i++)
            world.Overrides[$"Broker:Nodes:{i - 1}"] = NameOf(cluster.Nodes[i]);
        // A machine that has little time for anybody must not end a connection: what ends one here is meant to.
        world.Overrides["Broker:HeartbeatSeconds"] = "60";
        await using var worker = await WorkerProcess.StartAsync(world, "intake,worker");
        var hospital = new Hospital();
        hospital.Knows(worker);

        var drained = await ConnectedTo(worker, cluster, other: null);
        var cases = await SendAndMeanwhile(hospital, () => drained.Ask("rabbit_maintenance:drain()."));
        var killed = await ConnectedTo(worker, cluster, other: drained);
        await drained.Ask("rabbit_maintenance:revive().");
        cases.AddRange(await SendAndMeanwhile(hospital, async () =>
        {
            await killed.Kill();
            return "";
        }));
        var last = await ConnectedTo(worker, cluster, other: killed);

        worker.Log.ShouldSatisfyAllConditions(log => log.ShouldContain($", and no longer at {NameOf(drained)}"), log => log.ShouldContain($", and no longer at {NameOf(killed)}"));
        var (audit, _) = await Audit.TakeAsync(world, cases, Patience);
        audit.ShouldBe(new Audit(Lost: 0, Duplicates: 0, Stuck: 0), $"{worker.LogTail()}\n---\n{last.LogTail()}");
    }

    [Fact]
    public async Task A_worker_whose_node_hangs_goes_on_with_another_while_it_hangs_and_everything_is_done_once()
    {
        // The worker misses it before the other nodes do: what it publishes meanwhile is what they do not confirm any more.
        await using var cluster = await PrivateRabbitMqCluster.Start(tickSeconds: 12);
        await using var world = await FaultWorld.CreateAsync(cluster.Nodes[0], await servers.Postgres(), await servers.Orthanc());
        for (var i = 1; i < cluster.Nodes.Count; i++)
            world.Overrides[$"Broker:Nodes:{i - 1}"] = NameOf(cluster.Nodes[i]);
        world.Overrides["Broker:HeartbeatSeconds"] = "1";
        await using var worker = await WorkerProcess.StartAsync(world, "intake,worker");
        var hospital = new Hospital();
        hospital.Knows(worker);

        var hung = await ConnectedTo(worker, cluster, other: null);
        var cases = await SendAndMeanwhile(hospital, async () =>
        {
            await hung.Pause();
            return "";
        });
        await ConnectedTo(worker, cluster, other: hung);
        var (meanwhile, _) = await Audit.TakeAsync(world, cases, Patience);
        await hung.Resume();
        cases.AddRange(await SendAndMeanwhile(hospital, () => Task.FromResult("")));

        meanwhile.ShouldBe(new Audit(Lost: 0, Duplicates: 0, Stuck: 0), worker.LogTail());
        var (audit, _) = await Audit.TakeAsync(world, cases, Patience);
        audit.ShouldBe(new Audit(Lost: 0, Duplicates: 0, Stuck: 0), $"{worker.LogTail()}\n---\n{hung.LogTail()}");
    }

    /// <summary>Sends a batch, does it as soon as one of the batch is with the worker, and returns when all are.</summary>
    private static async Task<List<FaultCase>> SendAndMeanwhile(Hospital hospital, Func<Task<string>> happens)
    {
        var cases = Enumerable.Range(0, Batch).Select(_ => FaultCase.New()).ToList();
        var sent = cases.Select(sent => hospital.SendAsync(sent, Cancel)).ToList();
        await Task.WhenAny(sent);
        await happens();
        await Task.WhenAll(sent);
        return cases;
    }

    /// <summary>Waits until the last node that the worker's log names as the one that it is connected to knows of the connection itself: while the cluster settles, one may be left again.</summary>
    private static async Task<PrivateRabbitMq> ConnectedTo(WorkerProcess worker, PrivateRabbitMqCluster cluster, PrivateRabbitMq? other)
    {
        try
        {
            return await Eventually.Get("a connection to another node, in the worker's log and at the node", async () =>
                Connected().Matches(worker.Log).LastOrDefault() is { } told && cluster.Nodes.SingleOrDefault(node => node != other && NameOf(node) == told.Groups[1].Value) is { } node && await HasTheBus(node)
                    ? node : null, Patience);
        }
        catch (TimeoutException never)
        {
            throw new TimeoutException($"{never.Message}\n{worker.LogTail()}", never);
        }
    }

    private static async Task<bool> HasTheBus(PrivateRabbitMq node) => await node.Ask(
        """
        length([C || C <- rabbit_networking:local_connections(), [{client_properties, P}] <- [rabbit_networking:connection_info(C, [client_properties])],
            lists:keyfind(<<"connection_name">>, 1, P) =:= {<<"connection_name">>, longstr, <<"consumers">>}]).
        """) == "1";

    private static string NameOf(PrivateRabbitMq node) => $"127.0.0.1:{node.Port}";

    [GeneratedRegex(@"Connected to RabbitMQ at ([\d.]+:\d+)")]
    private static partial Regex Connected();
}
