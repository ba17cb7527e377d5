namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>Something around the workers that fails while cases are on their way, and comes back.</summary>
/// <param name="Name">As the benchmark prints it.</param>
/// <param name="HappenAsync">Returns when everything is as before.</param>
internal sealed record Outage(string Name, Func<Task> HappenAsync)
{
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

    public static Outage OrthancHangs(FaultWorld world, TimeSpan during) => new("orthanc-hangs", async () =>
    {
        await world.Orthanc.Pause();
        await Task.Delay(during);
        await world.Orthanc.Resume();
    });

    public static Outage ConnectionsAreCut(IReadOnlyList<CuttingProxy> proxies, TimeSpan during) =>
        new("connections-cut", () => Task.WhenAll(proxies.Select(proxy => proxy.CutAsync(during))));

    public static Outage DiskIsFull(SmallDisk disk, TimeSpan during) => new("disk-full", async () =>
    {
        disk.Fill();
        await Task.Delay(during);
        disk.MakeRoom();
    });
}
