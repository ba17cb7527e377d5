using CausalClipSeg.Benchmarks.Faults;

namespace CausalClipSeg.Benchmarks.Sustained;

/// <summary>What plays the archive.</summary>
internal enum ArchiveKind
{
    Orthanc,

    /// <summary>DCMTK's storescp, which does nothing but write the file.</summary>
    StoreScp,
}

/// <summary>Private servers that every run of one measurement shares; each run gets a database, a virtual host and workers of its own.</summary>
internal sealed class Rig(PrivateRabbitMq rabbit, PrivatePostgres postgres, PrivateOrthanc orthanc, PrivateStoreScp? storeScp) : IAsyncDisposable
{
    /// <summary>PostgreSQL with a quarter of a small server's memory, and synchronous commits: what is acknowledged is on disk.</summary>
    public static async Task<Rig> StartAsync(ArchiveKind archive) => new(
        await PrivateRabbitMq.Start(), await PrivatePostgres.Start(durable: true, authority: null, "shared_buffers=512MB", "max_wal_size=4GB"), await PrivateOrthanc.Start(),
        archive == ArchiveKind.StoreScp ? await PrivateStoreScp.Start("+xa", "--fork") : null);

    public async Task<FaultWorld> WorldAsync(bool realNetwork)
    {
        var world = realNetwork ? await FaultWorld.CreateAsync(rabbit, postgres, orthanc) : await FaultWorld.CreateAsync(rabbit, postgres, orthanc, StubWorker.Program);
        if (storeScp is not null)
            world.Overrides["Pacs:Port"] = $"{storeScp.Port}";
        world.Overrides["Logging:LogLevel:Default"] = "Warning";
        return world;
    }

    /// <summary>Processor time so far, by what used it; the senders are this process.</summary>
    public IReadOnlyDictionary<string, TimeSpan> ProcessorTimes(IEnumerable<WorkerProcess> workers) => new Dictionary<string, TimeSpan>
    {
        ["workers"] = workers.Aggregate(TimeSpan.Zero, (sum, worker) => sum + worker.ProcessorTime()),
        ["rabbitMq"] = rabbit.ProcessorTime(),
        ["postgres"] = postgres.ProcessorTime(),
        ["archive"] = storeScp?.ProcessorTime() ?? orthanc.ProcessorTime(),
        ["senders"] = Environment.CpuUsage.TotalTime,
    };

    public async ValueTask DisposeAsync()
    {
        if (storeScp is not null)
            await storeScp.DisposeAsync();
        await orthanc.DisposeAsync();
        await postgres.DisposeAsync();
        await rabbit.DisposeAsync();
        FreePort.Release();
    }
}
