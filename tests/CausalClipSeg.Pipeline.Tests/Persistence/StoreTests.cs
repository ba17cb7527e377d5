using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

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

    /// <summary>None of these says anything of the work, and none may make a dead letter of it.</summary>
    [Theory]
    [InlineData("ALTER DATABASE {0} SET default_transaction_read_only = on", "ALTER DATABASE {0} RESET default_transaction_read_only", "it only reads, as a standby does")]
    [InlineData("ALTER DATABASE {0} SET statement_timeout = '100ms'", "ALTER DATABASE {0} RESET statement_timeout", "a time limit of the server has ended it")]
    [InlineData("ALTER DATABASE {0} SET idle_in_transaction_session_timeout = '100ms'", "ALTER DATABASE {0} RESET idle_in_transaction_session_timeout", "a time limit of the server has ended it")]
    [InlineData("ALTER ROLE {0} NOLOGIN", "ALTER ROLE {0} LOGIN", "it does not let us in")]
    [InlineData("REVOKE INSERT ON study FROM {0}", "GRANT INSERT ON study TO {0}", "its administrator has to give our role the right")]
    [InlineData("ALTER DATABASE {0} RENAME TO {0}_away", "ALTER DATABASE {0}_away RENAME TO {0}", "restore the database, or correct its name")]
    public async Task A_PostgreSQL_that_serves_nobody_as_it_is_is_waited_for_says_what_to_do_and_works_again_when_that_is_done(string harm, string repair, string says)
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Postgres, servers);
        var (postgres, name) = (await servers.Postgres(), database.Name);
        await postgres.Sql($"CREATE ROLE {name} LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {name}", name);
        var options = new PersistenceOptions { Provider = DatabaseProvider.Postgres, ConnectionString = database.Options.ConnectionString.Replace("Username=postgres", $"Username={name}"), TransientRetries = 1 };
        await using var process = new ServiceCollection().AddPersistence(options).BuildServiceProvider();
        var store = process.GetRequiredService<PipelineStore>();
        await Write("1.2.1");

        await Change(harm);
        var away = await Should.ThrowAsync<DatabaseUnavailableException>(() => Write("1.2.2"));
        await Change(repair);
        await Write("1.2.2");

        away.Message.ShouldStartWith("The Postgres database does not do as it is asked: ");
        away.Message.ShouldContain($"Nothing of the work was kept and it may be tried again; {says}");

        // Connections of before keep what they were opened with; only one that reads nothing but reads is given up by the store itself.
        async Task Change(string how)
        {
            if (!how.Contains("RESET default_transaction_read_only"))
                await postgres.Sql($"SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname IN ('{name}', '{name}_away')");
            await postgres.Sql(string.Format(how, name), how.Contains("study") ? name : "postgres");
        }

        Task Write(string uid) => store.InTransactionAsync(async db =>
        {
            db.Add(Sample.Study(uid));
            await db.SaveChangesAsync(Cancel);
            if (says.Contains("time limit") && harm.Contains("statement"))
                await db.Database.ExecuteSqlRawAsync("SELECT pg_sleep(0.3)", Cancel);
            else if (says.Contains("time limit"))
                await Task.Delay(300, Cancel);
        }, Cancel);
    }

    [Fact]
    public async Task A_PostgreSQL_that_only_reads_is_not_ready_and_is_again_when_the_primary_answers_in_its_place()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Postgres, servers);
        var postgres = await servers.Postgres();
        await postgres.Sql($"ALTER DATABASE {database.Name} SET default_transaction_read_only = on");
        // A pool of its own: a name is a part of the connection string.
        var options = new PersistenceOptions { Provider = DatabaseProvider.Postgres, ConnectionString = $"{database.Options.ConnectionString};Application Name=standby" };
        await using var process = new ServiceCollection().AddPersistence(options).BuildServiceProvider();
        var migrator = process.GetRequiredService<DatabaseMigrator>();

        (await migrator.CheckAsync(Cancel)).Problem.ShouldNotBeNull().ShouldStartWith("The Postgres database answers and only reads, as a standby does: name the primary");
        await postgres.Sql($"ALTER DATABASE {database.Name} RESET default_transaction_read_only");

        (await migrator.CheckAsync(Cancel)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_connection_that_PostgreSQL_has_closed_for_being_idle_is_replaced_before_anybody_notices()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Postgres, servers);
        var postgres = await servers.Postgres();
        await postgres.Sql($"ALTER DATABASE {database.Name} SET idle_session_timeout = '1s'");
        // A pool of its own: a name is a part of the connection string.
        var options = new PersistenceOptions { Provider = DatabaseProvider.Postgres, ConnectionString = $"{database.Options.ConnectionString};Application Name=idle" };
        await using var process = new ServiceCollection().AddPersistence(options).BuildServiceProvider();
        var store = process.GetRequiredService<PipelineStore>();
        var pooled = await store.ReadAsync(db => db.Database.SqlQueryRaw<int>("SELECT pg_backend_pid() AS \"Value\"").SingleAsync(Cancel), Cancel);
        await Eventually.True("the connection closed", async () => await postgres.Sql($"SELECT count(*) FROM pg_stat_activity WHERE pid = {pooled}") == "0");

        await store.InTransactionAsync(db => db.AddAsync(Sample.Study(), Cancel).AsTask(), Cancel);

        (await store.ReadAsync(db => db.Studies.CountAsync(Cancel), Cancel)).ShouldBe(1);
    }

    [Theory]
    [InlineData("", 30)]
    [InlineData(";Maximum Pool Size=7", 7)]
    [InlineData(";MaxPoolSize=8;Max Auto Prepare=0", 8)]
    [InlineData(";Minimum Pool Size=40", 40)]
    public async Task A_process_leaves_connections_for_others_unless_its_connection_string_says_how_many_it_takes(string besides, int most)
    {
        await using var services = new ServiceCollection().AddPersistence(new PersistenceOptions { Provider = DatabaseProvider.Postgres, ConnectionString = $"Host=db{besides}" }).BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<PipelineDbContext>>().CreateDbContextAsync(Cancel);

        new NpgsqlConnectionStringBuilder(db.Database.GetConnectionString()).ShouldSatisfyAllConditions(used => used.MaxPoolSize.ShouldBe(most), used => used.MaxAutoPrepare.ShouldBe(0));
    }

    [Theory]
    [InlineData("")]
    [InlineData(";Target Session Attributes=primary")]
    public async Task Several_hosts_none_of_which_answers_are_a_database_that_is_away_and_each_says_why(string besides)
    {
        var options = new PersistenceOptions
        {
            Provider = DatabaseProvider.Postgres,
            ConnectionString = $"Host=127.0.0.1:{FreePort.Next()},127.0.0.1:{FreePort.Next()};Username=postgres;Database=none{besides}",
            TransientRetries = 0,
        };
        await using var services = new ServiceCollection().AddPersistence(options).BuildServiceProvider();

        var away = await Should.ThrowAsync<DatabaseUnavailableException>(() => services.GetRequiredService<PipelineStore>().ReadAsync(db => db.Studies.CountAsync(Cancel), Cancel));

        away.Message.ShouldContain("Failed to connect to 127.0.0.1");
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
