using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace CausalClipSeg.Persistence;

/// <summary>The database does not answer, or serves nobody as it is, whatever EF Core and the provider have wrapped that in: wait, keep the work, try again.</summary>
public sealed class DatabaseUnavailableException(DatabaseProvider provider, DbException cause) : DbException(Sentence(provider, cause), cause)
{
    /// <summary>SQLITE_BUSY, LOCKED, IOERR, FULL and CANTOPEN.</summary>
    private static readonly int[] SqliteAway = [5, 6, 10, 13, 14];

    public override bool IsTransient => true;

    /// <summary>It answers and lets nobody in, or not far enough, before a person has changed something.</summary>
    public bool IsRefusal => InnerException is PostgresException said && PostgresOutage.IsRefusal(said);

    internal static async Task<T> GuardAsync<T>(DatabaseProvider provider, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (Cause(failure) is { } cause)
        {
            // The next connection may come to the server that is the primary now.
            if (cause is PostgresException { SqlState: PostgresOutage.ReadOnly })
                NpgsqlConnection.ClearAllPools();
            throw new DatabaseUnavailableException(provider, cause);
        }
        catch (Exception failure) when (SchemaMissingException.Cause(failure) is { } cause)
        {
            throw new SchemaMissingException(provider, cause);
        }
    }

    private static DbException? Cause(Exception failure) => failure switch
    {
        DatabaseUnavailableException => null,
        RetryLimitExceededException or DbUpdateException when failure.InnerException is { } inner => Cause(inner),
        // EF Core's own advice to enable retries stands around a transient fault.
        InvalidOperationException when failure.InnerException is NpgsqlException inner => Cause(inner),
        NpgsqlException postgres when PostgresOutage.Is(postgres) => postgres,
        SqliteException sqlite when SqliteAway.Contains(sqlite.SqliteErrorCode) => sqlite,
        _ => null,
    };

    private static string Sentence(DatabaseProvider provider, DbException cause)
    {
        const string Kept = "Nothing of the work was kept and it may be tried again; ";
        return cause is PostgresException said && PostgresOutage.Advice(said) is { } advice
            ? $"The {provider} database does not do as it is asked: {said.Message.TrimEnd('.')}. {Kept}{advice}."
            : $"The {provider} database does not answer: {Reason(cause)}. {Kept}check that the server runs, that its disk has room, and the connection string.";
    }

    /// <summary>Of several hosts each has its own reason.</summary>
    private static string Reason(DbException cause) =>
        (cause.InnerException is AggregateException several ? string.Join("; ", several.InnerExceptions.Select(each => each.Message.TrimEnd('.'))) : cause.Message).TrimEnd('.');
}
