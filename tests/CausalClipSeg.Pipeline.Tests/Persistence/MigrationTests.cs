using CausalClipSeg.Migrations;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CausalClipSeg.Pipeline.Tests.Persistence;

public sealed class MigrationTests(RealServers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_SQLite_migrations_hold_the_whole_model()
    {
        using var db = new SqliteDesignTime().CreateDbContext([]);
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public void The_PostgreSQL_migrations_hold_the_whole_model()
    {
        using var db = new PostgresDesignTime().CreateDbContext([]);
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task An_empty_database_is_current_after_migrating_and_migrating_again_changes_nothing(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Empty(provider, servers);

        var first = await database.Migrator.MigrateAsync(Cancel);
        var second = await database.Migrator.MigrateAsync(Cancel);

        first.IsCurrent.ShouldBeTrue(first.Problem);
        second.Applied.ShouldBe(first.Applied);
        second.Pending.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_database_that_is_behind_says_what_is_missing_and_what_to_do(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Empty(provider, servers);

        var state = await database.Migrator.CheckAsync(Cancel);

        state.Problem.ShouldBe(
            $"The {provider} database lacks {state.Pending.Count} migration(s) ({string.Join(", ", state.Pending)}). "
            + "Run `causalclipseg migrate` with the same configuration, then start again.");
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_database_of_a_newer_version_is_refused_and_left_alone(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        await using var db = database.Open();
        await db.Database.ExecuteSqlRawAsync("""INSERT INTO "__EFMigrationsHistory" VALUES ('29990101000000_Later', '99.0')""", Cancel);

        var state = await database.Migrator.MigrateAsync(Cancel);

        state.Problem.ShouldBe(
            $"The {provider} database has migrations that this program does not know (29990101000000_Later): it was migrated by a newer "
            + "version. Start that version, or restore the backup taken before the upgrade.");
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Models_that_were_in_charge_before_reigns_were_kept_have_theirs_afterwards(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        await using var db = database.Open();
        ModelRecord[] models = [.. Enumerable.Range(0, 3).Select(i => new ModelRecord
        {
            Name = "small", Version = $"{i}", WeightsSha256 = new string('0', 64), Path = "bundles/x", CreatedAt = Sample.Now.AddDays(i),
        })];
        db.Models.AddRange(models);
        await Champion.PromoteAsync(db, models[0], Sample.Now, Cancel);
        await Champion.PromoteAsync(db, models[1], Sample.Now.AddDays(1), Cancel, "Passed the gate.");
        await Champion.PromoteAsync(db, models[2], Sample.Now.AddDays(2), Cancel, "Passed the gate.");
        await Champion.PromoteAsync(db, models[1], Sample.Now.AddDays(3), Cancel, "Rolled back: it harmed", rollsBack: true);
        await db.GetService<IMigrator>().MigrateAsync(db.Database.GetMigrations().Single(name => name.EndsWith("_WhatWaits", StringComparison.Ordinal)), Cancel);
        await db.Database.MigrateAsync(Cancel);

        db.ChangeTracker.Clear();
        (await db.Reigns.OrderBy(r => r.BeganAt).Select(r => new { r.ModelId, r.RolledBackFrom, Lasts = r.EndedAt == null }).ToListAsync(Cancel)).Select(r => (r.ModelId, r.RolledBackFrom, r.Lasts))
            .ShouldBe([(models[0].Id, false, false), (models[2].Id, true, false), (models[1].Id, false, true)]);
        (await Champion.EarlierAsync(db, Cancel))?.Id.ShouldBe(models[0].Id);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Words_that_were_taken_back_before_that_was_a_fact_of_its_own_are_so_afterwards_and_excluded_ones_are_not(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        var reviewed = await Sample.StoreCase(database);
        LabelRecord[] labels = [.. Enumerable.Range(1, 3).Select(number => new LabelRecord
        {
            SopInstanceUid = reviewed.SopInstanceUid, SegmentNumber = number, Verdict = LabelVerdict.Accepted, Mask = [], Rows = 4, Columns = 6, CaseId = reviewed.Id, Source = "review", Role = "radiologist", CreatedAt = Sample.Now,
        })];
        labels[0].TakeBack(Sample.Now.AddMinutes(3));
        labels[1].Exclude("consent taken back", Sample.Now);
        await using var db = database.Open();
        db.Labels.AddRange(labels);
        await db.SaveChangesAsync(Cancel);
        await db.GetService<IMigrator>().MigrateAsync(db.Database.GetMigrations().Single(name => name.EndsWith("_PatientTraits", StringComparison.Ordinal)), Cancel);
        await db.Database.MigrateAsync(Cancel);

        db.ChangeTracker.Clear();
        (await db.Labels.OrderBy(l => l.SegmentNumber).Select(l => l.TakenBackAt).ToListAsync(Cancel)).ShouldBe([Sample.Now.AddMinutes(3), null, null]);
    }

    [Fact]
    public async Task A_step_of_a_migration_may_take_longer_than_a_statement_of_the_service_and_than_the_limits_of_its_role()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Postgres, servers);
        foreach (var limit in new[] { "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout" })
            await (await servers.Postgres()).Sql($"ALTER DATABASE {database.Name} SET {limit} = '1s'");
        await using var db = database.Open();
        // What came after it takes columns of this table.
        await db.GetService<IMigrator>().MigrateAsync(db.Database.GetMigrations().Single(name => name.EndsWith("_DoubtsAndHeld", StringComparison.Ordinal)), Cancel);
        await using var dump = new NpgsqlConnection(database.Options.ConnectionString);
        await dump.OpenAsync(Cancel);
        await using var reading = await dump.BeginTransactionAsync(Cancel);
        await using (var command = new NpgsqlCommand("SET idle_in_transaction_session_timeout = 0; LOCK TABLE source_image IN ACCESS SHARE MODE", dump, reading))
            await command.ExecuteNonQueryAsync(Cancel);

        var hasty = new PersistenceOptions { Provider = DatabaseProvider.Postgres, ConnectionString = database.Options.ConnectionString, CommandTimeoutSeconds = 1, TransientRetries = 0 };
        await using var another = new ServiceCollection().AddPersistence(hasty).BuildServiceProvider();
        var migrating = another.GetRequiredService<DatabaseMigrator>().MigrateAsync(Cancel);
        await Task.WhenAny(migrating, Task.Delay(TimeSpan.FromSeconds(3), Cancel));
        await reading.CommitAsync(Cancel);

        (await migrating).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_folder_of_any_name_can_hold_the_records()
    {
        await using var folder = new TemporaryFolder("names");
        var root = folder.Folder("Größe; Mode=Memory");
        await using var host = PipelineHost.Build(PipelineRoles.None, new Dictionary<string, string?> { ["Storage:Root"] = root, ["Logging:LogLevel:Default"] = "None" });

        await PipelineHost.MigrateAsync(host.Services, Cancel);

        File.Exists(Path.Combine(root, "causalclipseg.db")).ShouldBeTrue();
    }

    /// <summary>Waiting helps nobody there, and a password that is wrong is told at once.</summary>
    [Fact]
    public async Task A_login_that_is_refused_ends_the_start_in_a_sentence()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Postgres, servers);
        await (await servers.Postgres()).Sql($"CREATE ROLE {database.Name} NOLOGIN");
        await using var folder = new TemporaryFolder("refused");
        await using var host = PipelineHost.Build(PipelineRoles.None, new Dictionary<string, string?>
        {
            ["Storage:Root"] = folder.Path, ["Labels:ReaderKey"] = "a key of the tests' readers", ["Logging:LogLevel:Default"] = "None",
            ["Database:Postgres"] = database.Options.ConnectionString.Replace("Username=postgres", $"Username={database.Name}"),
        });

        var refused = await Should.ThrowAsync<InvalidDataException>(() => PipelineHost.MigrateAsync(host.Services, Cancel));

        refused.Message.ShouldContain("is not permitted to log in");
        refused.Message.ShouldContain("it does not let us in: correct user and password in Database:Postgres");
    }

    [Fact]
    public async Task A_database_in_whose_encoding_not_every_report_can_be_written_is_refused()
    {
        await using var database = await TestDatabase.Empty(DatabaseProvider.Postgres, servers);
        await (await servers.Postgres()).Sql($"CREATE DATABASE {database.Name}_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        var latin = new PersistenceOptions { Provider = DatabaseProvider.Postgres, ConnectionString = $"{database.Options.ConnectionString}_latin" };
        await using var services = new ServiceCollection().AddPersistence(latin).BuildServiceProvider();

        var state = await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(Cancel);

        state.Applied.ShouldBeEmpty();
        state.Problem.ShouldNotBeNull().ShouldStartWith("The database's encoding is LATIN1, in which not every report can be written.");
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_migration_that_fails_leaves_the_schema_as_it_was_and_says_why(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        await using var db = database.Open();
        await db.Database.ExecuteSqlRawAsync("""DELETE FROM "__EFMigrationsHistory" """, Cancel);

        var state = await database.Migrator.MigrateAsync(Cancel);

        state.Problem.ShouldNotBeNull().ShouldStartWith($"Migrating the {provider} database from nothing to ");
        state.Problem.ShouldContain("already exists");
        state.Problem.ShouldEndWith("then run `causalclipseg migrate` again.");
        (await db.Studies.CountAsync(Cancel)).ShouldBe(0);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Four_processes_that_migrate_at_once_all_end_with_the_schema(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Empty(provider, servers);
        var migrators = Enumerable.Range(0, 4).Select(_ => database.AnotherProcess().GetRequiredService<DatabaseMigrator>()).ToList();

        var states = await Task.WhenAll(migrators.Select(m => Task.Run(() => m.MigrateAsync(Cancel), Cancel)));

        states.ShouldAllBe(state => state.IsCurrent);
    }

    [Fact]
    public async Task A_lock_left_by_a_killed_migration_does_not_block_the_next()
    {
        await using var folder = new TemporaryFolder("migration");
        var options = new PersistenceOptions { ConnectionString = $"Data Source={folder.File("records.db")};Pooling=False" };
        await using var services = new ServiceCollection().AddPersistence(options).BuildServiceProvider();
        await using (var db = await services.GetRequiredService<IDbContextFactory<PipelineDbContext>>().CreateDbContextAsync(Cancel))
            await db.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
                """, Cancel);

        var state = await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(2), Cancel);

        state.IsCurrent.ShouldBeTrue(state.Problem);
    }
}
