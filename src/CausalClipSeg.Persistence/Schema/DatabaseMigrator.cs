using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CausalClipSeg.Persistence;

/// <summary>Brings the schema to this program's version, or says in a sentence why the program must not start on it.</summary>
public sealed class DatabaseMigrator(IDbContextFactory<PipelineDbContext> contexts, PersistenceOptions options)
{
    /// <summary>Looks only. A database that does not answer is a <see cref="DatabaseUnavailableException"/>: wait and try again.</summary>
    public Task<SchemaState> CheckAsync(CancellationToken cancellationToken) =>
        DatabaseUnavailableException.GuardAsync(options.Provider, async () =>
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var state = await CheckAsync(db, cancellationToken);
            return state.IsCurrent && await PostgresOutage.OnlyReadsAsync(db, cancellationToken) is { } problem ? state with { Problem = problem } : state;
        });

    /// <summary>Applies what is pending; several processes may call it at once. Unavailability is an exception as in CheckAsync.</summary>
    public Task<SchemaState> MigrateAsync(CancellationToken cancellationToken) =>
        DatabaseUnavailableException.GuardAsync(options.Provider, () => MigrateAloneAsync(cancellationToken));

    private async Task<SchemaState> MigrateAloneAsync(CancellationToken cancellationToken)
    {
        using var alone = options.Provider == DatabaseProvider.Sqlite
            ? await SqliteFile.LockForMigrationAsync(options.ConnectionString, cancellationToken)
            : null;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var aloneOnServer = options.Provider == DatabaseProvider.Postgres ? await PostgresSchemaLock.TakeAsync(db, options, cancellationToken) : null;
        var before = await CheckAsync(db, cancellationToken);
        if (aloneOnServer?.Problem is { } problem)
            return before with { Problem = problem };
        if (before.IsCurrent || before.Unknown.Count > 0)
            return before;
        try
        {
            if (alone is not null)
                await SqliteFile.ClearAbandonedLockAsync(db, cancellationToken);
            await WithoutLimitsAsync(db, cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
        }
        catch (DbException failure) when (!failure.IsTransient && failure is not PostgresException { SqlState: PostgresOutage.ReadOnly })
        {
            return before with { Problem = Failed(before, failure) };
        }
        return await CheckAsync(db, cancellationToken);
    }

    /// <summary>Filling a column of a large table takes as long as it takes, whatever limits suit the service's statements.</summary>
    private static async Task WithoutLimitsAsync(PipelineDbContext db, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        if (!db.Database.IsNpgsql())
            return;
        // Open until the context is put away, and reset before another uses it.
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0", cancellationToken);
    }

    private async Task<SchemaState> CheckAsync(PipelineDbContext db, CancellationToken cancellationToken)
    {
        var known = db.Database.GetMigrations().ToList();
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        var pending = known.Except(applied).ToList();
        var unknown = applied.Except(known).ToList();
        return new SchemaState(applied, pending, unknown, Problem(pending, unknown));
    }

    private string? Problem(List<string> pending, List<string> unknown) => (pending.Count, unknown.Count) switch
    {
        (_, > 0) => $"The {options.Provider} database has migrations that this program does not know ({string.Join(", ", unknown)}): "
            + "it was migrated by a newer version. Start that version, or restore the backup taken before the upgrade.",
        ( > 0, _) => $"The {options.Provider} database lacks {pending.Count} migration(s) ({string.Join(", ", pending)}). "
            + "Run `causalclipseg migrate` with the same configuration, then start again.",
        _ => null,
    };

    private string Failed(SchemaState before, DbException failure) =>
        $"Migrating the {options.Provider} database from {(before.Applied is [.., var last] ? last : "nothing")} to {before.Pending[^1]} failed: "
        + $"{failure.Message} The failing migration was rolled back. Give the account the right to create tables, or a database of "
        + "its own, then run `causalclipseg migrate` again.";
}
