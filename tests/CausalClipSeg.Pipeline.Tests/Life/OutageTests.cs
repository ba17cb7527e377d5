using CausalClipSeg.Benchmarks.Faults;

namespace CausalClipSeg.Tests;

/// <summary>Real worker processes under a steady load while what is around them fails; `benchmark faults` takes minutes for each.</summary>
public sealed class OutageTests(RealServers servers)
{
    private const double CasesPerSecond = 2;
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(3);

    /// <summary>Longer than a sender, and whoever waits for a confirmation, is patient.</summary>
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(16);

    [Fact]
    public async Task Broker_database_and_archive_go_away_one_after_the_other_under_load_and_connections_are_cut_in_the_middle_of_messages()
    {
        // Servers of its own: the others must not lose theirs.
        await using var rabbit = await PrivateRabbitMq.Start();
        await using var postgres = await PrivatePostgres.Start();
        await using var orthanc = await PrivateOrthanc.Start();
        await using var world = await FaultWorld.CreateAsync(rabbit, postgres, orthanc);
        await using var proxies = world.BehindProxies(seed: 3);

        var round = await OutageRound.RunAsync(
            world, CasesPerSecond, Outage.OrthancIsDown(world, Down), Outage.RabbitMqRestarts(world), Outage.PostgresRestarts(world), Outage.ConnectionsAreCut(proxies, Down));

        round.Audit.ShouldBe(new Audit(Lost: 0, Duplicates: 0, Stuck: 0), round.Log);
        proxies.Cuts.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Broker_and_database_hang_one_after_the_other_under_load()
    {
        await using var rabbit = await PrivateRabbitMq.Start();
        await using var postgres = await PrivatePostgres.Start();
        await using var world = await FaultWorld.CreateAsync(rabbit, postgres, await servers.Orthanc());

        var round = await OutageRound.RunAsync(world, CasesPerSecond, Outage.RabbitMqHangs(world, Hung), Outage.PostgresHangs(world, Hung));

        round.Audit.ShouldBe(new Audit(Lost: 0, Duplicates: 0, Stuck: 0), round.Log);
    }

    [Fact]
    public async Task A_disk_that_is_full_under_load_loses_nothing_and_the_work_goes_on_when_there_is_room()
    {
        await using var disk = await SmallDisk.Mount(megabytes: 24);
        await using var world = await FaultWorld.CreateAsync(await servers.RabbitMq(), await servers.Postgres(), await servers.Orthanc());
        world.LiveOn(disk);

        var round = await OutageRound.RunAsync(world, CasesPerSecond, Outage.DiskIsFull(disk, Down));

        round.Audit.ShouldBe(new Audit(Lost: 0, Duplicates: 0, Stuck: 0), round.Log);
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_hands_its_work_to_the_other()
    {
        await using var world = await FaultWorld.CreateAsync(await servers.RabbitMq(), await servers.Postgres(), await servers.Orthanc());
        await using var leaving = await WorkerProcess.StartAsync(world, "intake,worker");
        await using var staying = await WorkerProcess.StartAsync(world, "intake,worker");
        var hospital = new Hospital();
        hospital.Knows(leaving, staying);
        var cases = Enumerable.Range(0, 12).Select(_ => FaultCase.New()).ToList();

        var sending = hospital.SendAsync(cases, TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        hospital.Forgets(leaving);
        await leaving.StopAsync();
        (await leaving.IsAliveAsync()).ShouldBeFalse();
        await sending;

        var (audit, _) = await Audit.TakeAsync(world, cases, TimeSpan.FromMinutes(5));
        audit.ShouldBe(new Audit(Lost: 0, Duplicates: 0, Stuck: 0), leaving.LogTail() + staying.LogTail());
    }
}
