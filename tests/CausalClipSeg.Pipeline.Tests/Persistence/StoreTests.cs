using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Pipeline.Tests.Persistence;

public sealed class StoreTests(RealServers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, 1)]
    [InlineData(DatabaseProvider.Sqlite, 2)]
    [InlineData(DatabaseProvider.Postgres, 2)]
    public async Task Eight_writers_of_one_row_lose_no_update(DatabaseProvider provider, int processes)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        database.Options.ConflictAttempts = 100;
        var run = new TrainingRun { Trigger = "operator", RequestedAt = Sample.Now };
        await database.Store.InTransactionAsync(db => db.AddAsync(run, Cancel).AsTask(), Cancel);
        var stores = Enumerable.Range(0, processes).Select(_ => database.AnotherProcess().GetRequiredService<PipelineStore>()).ToList();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                await stores[writer % processes].InTransactionAsync(async db =>
                    (await db.TrainingRuns.SingleAsync(Cancel)).LabelCount++, Cancel);
        }, Cancel)));

        (await database.Store.ReadAsync(db => db.TrainingRuns.SingleAsync(Cancel), Cancel)).LabelCount.ShouldBe(160);
    }

    [Fact]
    public async Task A_reader_on_SQLite_is_not_held_up_by_an_open_write()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        await database.Store.InTransactionAsync(async db =>
        {
            db.Add(Sample.Study());
            await db.SaveChangesAsync(Cancel);
            (await Task.Run(() => database.Store.ReadAsync(read => read.Studies.CountAsync(Cancel), Cancel), Cancel)).ShouldBe(0);
        }, Cancel);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Two_that_insert_the_same_key_end_with_one_row_and_no_error(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => database.Store.InTransactionAsync(async db =>
        {
            if (await db.Studies.FindAsync(["1.2.3"], Cancel) is null)
                db.Add(Sample.Study());
            db.Add(new Refusal { At = Sample.Now, Source = "test", Reason = $"{i}" });
        }, Cancel), Cancel)));

        await using var read = database.Open();
        (await read.Studies.CountAsync(Cancel)).ShouldBe(1);
        (await read.Refusals.CountAsync(Cancel)).ShouldBe(8);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Work_that_throws_leaves_nothing_behind(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);

        await Should.ThrowAsync<FormatException>(() => database.Store.InTransactionAsync(async db =>
        {
            db.Add(Sample.Study());
            await db.SaveChangesAsync(Cancel);
            throw new FormatException();
        }, Cancel));

        (await database.Store.ReadAsync(db => db.Studies.CountAsync(Cancel), Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_case_that_ends_is_one_line_of_the_log_with_its_id_once_that_is_committed()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        using var log = new CapturedLog();
        await using var process = new ServiceCollection().AddLogging(builder => builder.AddProvider(log).AddFilter("Microsoft", LogLevel.None)).AddPersistence(database.Options).BuildServiceProvider();
        var store = process.GetRequiredService<PipelineStore>();
        var report = Sample.Report();
        var opened = Sample.Case(report);
        await database.Store.InTransactionAsync(db =>
        {
            db.AddRange(Sample.Study(), Sample.Image(), report, opened);
            return Task.CompletedTask;
        }, Cancel);

        await Should.ThrowAsync<FormatException>(() => store.InTransactionAsync(async db =>
        {
            (await db.Cases.SingleAsync(Cancel)).MoveTo(CaseState.Parked, "A reason with a name in it.", Sample.Now);
            await db.SaveChangesAsync(Cancel);
            throw new FormatException();
        }, Cancel));
        log.Lines.ShouldBeEmpty();
        await store.InTransactionAsync(async db => (await db.Cases.SingleAsync(Cancel)).MoveTo(CaseState.Segmenting, "The network is asked.", Sample.Now), Cancel);
        log.Lines.ShouldBeEmpty();
        await store.InTransactionAsync(async db => (await db.Cases.SingleAsync(Cancel)).MoveTo(CaseState.Parked, "A reason with a name in it.", Sample.Now), Cancel);
        log.Lines.ShouldHaveSingleItem().ShouldBe($"Information: Case {opened.Id} is Parked");
    }

    [Fact]
    public async Task A_connection_that_PostgreSQL_cuts_in_the_middle_is_replaced_and_the_work_done_once()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Postgres, servers);
        var runs = 0;

        await database.Store.InTransactionAsync(async db =>
        {
            db.Add(Sample.Study());
            await db.SaveChangesAsync(Cancel);
            if (++runs == 1)
                await db.Database.ExecuteSqlRawAsync("SELECT pg_terminate_backend(pg_backend_pid())", Cancel);
        }, Cancel);

        runs.ShouldBe(2);
        (await database.Store.ReadAsync(db => db.Studies.CountAsync(Cancel), Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_PostgreSQL_that_is_not_there_is_named_the_same_at_every_door()
    {
        var options = new PersistenceOptions
        {
            Provider = DatabaseProvider.Postgres,
            ConnectionString = $"Host=127.0.0.1;Port={FreePort.Next()};Username=postgres;Database=none",
            TransientRetries = 0,
        };
        await using var services = new ServiceCollection().AddPersistence(options).BuildServiceProvider();
        var store = services.GetRequiredService<PipelineStore>();
        var reader = services.GetRequiredService<OutboxReader>();

        var away = await Should.ThrowAsync<DatabaseUnavailableException>(() => store.ReadAsync(db => db.Studies.CountAsync(Cancel), Cancel));
        await Should.ThrowAsync<DatabaseUnavailableException>(() => store.InTransactionAsync(db => db.AddAsync(Sample.Study(), Cancel).AsTask(), Cancel));
        await Should.ThrowAsync<DatabaseUnavailableException>(() => reader.DispatchAsync(1, (_, _) => Task.FromResult<string?>(null), Cancel));
        await Should.ThrowAsync<DatabaseUnavailableException>(() => services.GetRequiredService<DatabaseMigrator>().MigrateAsync(Cancel));

        away.Message.ShouldStartWith("The Postgres database does not answer: ");
        away.Message.ShouldEndWith("check that the server runs, that its disk has room, and the connection string.");
    }

    [Fact]
    public async Task A_SQLite_folder_that_is_missing_is_an_unavailable_database()
    {
        await using var folder = new TemporaryFolder();
        var options = new PersistenceOptions { ConnectionString = $"Data Source={folder.File("missing", "records.db")};Pooling=False" };
        await using var services = new ServiceCollection().AddPersistence(options).BuildServiceProvider();

        await Should.ThrowAsync<DatabaseUnavailableException>(() => services.GetRequiredService<PipelineStore>()
            .InTransactionAsync(db => db.AddAsync(Sample.Study(), Cancel).AsTask(), Cancel));
    }

    [Fact]
    public async Task A_transaction_inside_a_transaction_is_refused_before_it_waits_for_itself()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);

        var refused = await Should.ThrowAsync<InvalidOperationException>(() => database.Store.InTransactionAsync(
            _ => database.Store.InTransactionAsync(_ => Task.CompletedTask, Cancel), Cancel));

        refused.Message.ShouldBe(
            "InTransactionAsync was called inside another transaction of the store; pass the outer work's context on instead.");
    }
}
