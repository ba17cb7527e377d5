using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>The servers that a worker lives among, with a database, a virtual host and a folder of their own.</summary>
internal sealed class FaultWorld : IAsyncDisposable
{
    private readonly ServiceProvider _records;

    private FaultWorld(PrivateRabbitMq rabbit, PrivatePostgres postgres, PrivateOrthanc orthanc, Uri broker, string database)
    {
        (Rabbit, Postgres, Orthanc, Broker, Database) = (rabbit, postgres, orthanc, broker, database);
        _records = new ServiceCollection().AddLogging()
            .AddPersistence(new PersistenceOptions { Provider = DatabaseProvider.Postgres, ConnectionString = database }).BuildServiceProvider();
    }

    public PrivateRabbitMq Rabbit { get; }

    public PrivatePostgres Postgres { get; }

    public PrivateOrthanc Orthanc { get; }

    public Uri Broker { get; }

    public string Database { get; }

    public TemporaryFolder Folder { get; } = new("faults");

    /// <summary>Settings on top of the usual ones, such as a proxy in place of a server.</summary>
    public Dictionary<string, string> Overrides { get; } = [];

    /// <summary>What a worker is started with, before its roles and settings.</summary>
    public IReadOnlyList<string> Program { get; init; } = WorkerProcess.Product;

    public PipelineStore Store => _records.GetRequiredService<PipelineStore>();

    public static async Task<FaultWorld> CreateAsync(PrivateRabbitMq rabbit, PrivatePostgres postgres, PrivateOrthanc orthanc, params IReadOnlyList<string> program)
    {
        var (broker, database) = (await rabbit.CreateVirtualHost($"faults-{Guid.NewGuid():n}"), await postgres.CreateDatabase("faults"));
        return program.Count == 0 ? new(rabbit, postgres, orthanc, broker, database) : new(rabbit, postgres, orthanc, broker, database) { Program = program };
    }

    public IReadOnlyDictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            ["Broker:RabbitMq"] = Broker.ToString(),
            ["Database:Postgres"] = Database,
            ["Labels:ReaderKey"] = "a key of the faults' readers",
            ["Storage:Root"] = Folder.Folder("storage"),
            ["Pacs:Host"] = "127.0.0.1",
            ["Pacs:Port"] = $"{Orthanc.DicomPort}",
            ["Pacs:CalledAe"] = PrivateOrthanc.AeTitle,
            ["Retraining:LeaseSeconds"] = "20",
            ["Retraining:Epochs"] = "1",
        };
        foreach (var (key, value) in Overrides)
            settings[key] = value;
        return settings;
    }

    /// <summary>From now on workers reach broker, database and archive through proxies that can cut.</summary>
    public CuttingProxies BehindProxies(int seed)
    {
        CuttingProxy rabbit = new(Rabbit.Port, seed), postgres = new(Postgres.Port, seed + 1), orthanc = new(Orthanc.DicomPort, seed + 2);
        Overrides["Broker:RabbitMq"] = new UriBuilder(Broker) { Port = rabbit.Port }.Uri.ToString();
        Overrides["Database:Postgres"] = Database.Replace($"Port={Postgres.Port}", $"Port={postgres.Port}", StringComparison.Ordinal);
        Overrides["Pacs:Port"] = $"{orthanc.Port}";
        return new CuttingProxies([rabbit, postgres, orthanc]);
    }

    /// <summary>From now on workers keep their files on the disk, and notice that it is full only when a write fails.</summary>
    public void LiveOn(SmallDisk disk)
    {
        Overrides["Storage:Root"] = disk.Path;
        Overrides["Storage:WarnFreeMegabytes"] = Overrides["Storage:RefuseFreeMegabytes"] = "0";
    }

    /// <summary>Migrates and crowns the first model, so that what follows is about cases alone.</summary>
    public async Task PrepareAsync()
    {
        await using var first = await WorkerProcess.StartAsync(this, "intake,worker");
        await first.StopAsync();
    }

    /// <summary>Where things stand, for whoever has to find out why they do: the broker's queues, the database's sessions, and the newest records of each kind.</summary>
    public async Task<string> DescribeAsync()
    {
        var queues = await Rabbit.Control("list_queues", "-q", "-p", Broker.AbsolutePath.Trim('/'), "name", "messages_ready", "messages_unacknowledged", "consumers");
        var sessions = await Store.ReadAsync(db => db.Database.SqlQuery<string>(
            $"""
            SELECT concat_ws(' ', pid, state, wait_event_type, wait_event, 'blocked by', pg_blocking_pids(pid)::text, now() - xact_start, left(query, 120)) AS "Value"
            FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
            """).ToListAsync(), CancellationToken.None);
        var records = await Store.ReadAsync(async db => $"""
            images {await db.SourceImages.CountAsync()}, reports {await db.ReportVersions.CountAsync()}, cases {await db.Cases.CountAsync()}, refusals {await db.Refusals.CountAsync()}
            {string.Join('\n', await db.TrainingRuns.Select(r => $"training run {r.Id} {r.State}, {r.Attempts} attempts, step {r.Step}, held by {r.LeaseOwner}: {r.Reason}").ToListAsync())}
            {string.Join('\n', await db.OutboxMessages.OrderByDescending(m => m.Sequence).Take(20).Select(m => $"{m.Sequence} {m.Type} {m.MessageId} {m.CreatedAt} {m.DispatchedAt} {m.LastError}").ToListAsync())}
            {string.Join('\n', await db.InboxMessages.OrderByDescending(m => m.ConsumedAt).Take(20).Select(m => $"{m.Consumer} {m.MessageId} {m.ConsumedAt}").ToListAsync())}
            """, CancellationToken.None);
        return $"{queues}\n{string.Join('\n', sessions)}\n{records}";
    }

    public async ValueTask DisposeAsync()
    {
        await _records.DisposeAsync();
        await Folder.DisposeAsync();
    }
}

/// <summary>The proxies before the servers of one world.</summary>
internal sealed record CuttingProxies(IReadOnlyList<CuttingProxy> All) : IAsyncDisposable
{
    public int Cuts => All.Sum(proxy => proxy.Cuts);

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in All)
            await proxy.DisposeAsync();
    }
}
