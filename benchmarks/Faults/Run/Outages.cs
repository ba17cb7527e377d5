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

/// <summary>A volume of some megabytes in memory, for running out of room.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("disk");

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    /// <summary>Why there can be none here, or null.</summary>
    public static string? WhyNot => System.Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() ? null : "A small file system can only be mounted by root.";

    /// <returns>Null where the container does not let root mount.</returns>
    public static async Task<SmallDisk?> MountAsync(int megabytes)
    {
        var disk = new SmallDisk();
        var mounted = await Tool.Run("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path]);
        if (mounted.ExitCode == 0)
            return disk;
        await disk._folder.DisposeAsync();
        return null;
    }

    /// <summary>Takes every last byte.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[64 * 1024];
        try
        {
            while (true)
                filler.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await Tool.Run("umount", ["-l", Path]);
        await _folder.DisposeAsync();
    }

    private string Filler => System.IO.Path.Combine(Path, "filler");
}
