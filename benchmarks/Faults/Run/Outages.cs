using System.Diagnostics;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>Something around the workers that fails while cases are on their way, and comes back.</summary>
/// <param name="Name">As the benchmark prints it.</param>
/// <param name="HappenAsync">Returns when everything is as before.</param>
internal sealed record Outage(string Name, Func<Task> HappenAsync)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Outage RabbitMqRestarts(FaultWorld world) => new("rabbitmq-restart", world.Rabbit.Restart);

    public static Outage PostgresRestarts(FaultWorld world) => new("postgres-restart", world.Postgres.Restart);

    public static Outage PostgresIsKilled(FaultWorld world) => new("postgres-kill", async () =>
    {
        await world.Postgres.Kill();
        await world.Postgres.Launch();
    });

    public static Outage OrthancIsDown(FaultWorld world, TimeSpan during) => new("orthanc-down", async () =>
    {
        await world.Orthanc.Stop();
        await Task.Delay(during);
        await world.Orthanc.Launch();
    });

    public static Outage OrthancHangs(FaultWorld world, TimeSpan during) => Hangs("orthanc-hangs", world.Orthanc, during);

    public static Outage RabbitMqHangs(FaultWorld world, TimeSpan during) => Hangs("rabbitmq-hangs", world.Rabbit, during);

    public static Outage PostgresHangs(FaultWorld world, TimeSpan during) => Hangs("postgres-hangs", world.Postgres, during);

    /// <summary>For at least so long, and on a busy machine until one has been cut: little passes there after what failed before.</summary>
    public static Outage ConnectionsAreCut(CuttingProxies proxies, TimeSpan during) => new("connections-cut", async () =>
    {
        var (before, watch) = (proxies.Cuts, Stopwatch.StartNew());
        foreach (var proxy in proxies.All)
            proxy.Cut(true);
        while (watch.Elapsed < during || (proxies.Cuts == before && watch.Elapsed < Patience))
            await Task.Delay(100);
        foreach (var proxy in proxies.All)
            proxy.Cut(false);
    });

    public static Outage DiskIsFull(SmallDisk disk, TimeSpan during) => new("disk-full", async () =>
    {
        disk.Fill();
        await Task.Delay(during);
        disk.MakeRoom();
    });

    /// <summary>Its connections stay open and nothing answers on them.</summary>
    private static Outage Hangs(string name, PrivateServer server, TimeSpan during) => new(name, async () =>
    {
        await server.Pause();
        await Task.Delay(during);
        await server.Resume();
    });
}
