using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CausalClipSeg.Pipeline.Tests.Persistence;

/// <summary>A database of one test: a SQLite file in a temporary folder, or an empty database of the private PostgreSQL.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly List<ServiceProvider> _processes = [];

    private TestDatabase(TemporaryFolder folder, PersistenceOptions options)
    {
        (_folder, Options) = (folder, options);
        Services = AnotherProcess();
    }

    public PersistenceOptions Options { get; }

    /// <summary>As the private PostgreSQL knows it.</summary>
    public string Name => new NpgsqlConnectionStringBuilder(Options.ConnectionString).Database ?? "";

    public ServiceProvider Services { get; }
    public PipelineStore Store => Services.GetRequiredService<PipelineStore>();
    public OutboxReader Reader => Services.GetRequiredService<OutboxReader>();
    public OutboxUpkeep Upkeep => Services.GetRequiredService<OutboxUpkeep>();
    public DatabaseMigrator Migrator => Services.GetRequiredService<DatabaseMigrator>();

    public static async Task<TestDatabase> Empty(DatabaseProvider provider, RealServers servers)
    {
        var folder = new TemporaryFolder("database");
        var connection = provider == DatabaseProvider.Postgres
            ? await (await servers.Postgres()).CreateDatabase("records")
            : $"Data Source={folder.File("new", "records.db")};Pooling=False";
        return new TestDatabase(folder, new PersistenceOptions { Provider = provider, ConnectionString = connection });
    }

    public static async Task<TestDatabase> Migrated(DatabaseProvider provider, RealServers servers)
    {
        var database = await Empty(provider, servers);
        (await database.Migrator.MigrateAsync(TestContext.Current.CancellationToken)).Problem.ShouldBeNull();
        return database;
    }

    /// <summary>Shares the database and nothing else with the others: no gate, no pool.</summary>
    public ServiceProvider AnotherProcess()
    {
        var process = new ServiceCollection().AddPersistence(Options).BuildServiceProvider(validateScopes: true);
        _processes.Add(process);
        return process;
    }

    public PipelineDbContext Open() => Services.GetRequiredService<IDbContextFactory<PipelineDbContext>>().CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        await _folder.DisposeAsync();
    }
}
