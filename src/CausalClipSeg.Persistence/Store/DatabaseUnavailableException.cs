using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace CausalClipSeg.Persistence;

/// <summary>The database does not answer, whatever EF Core and the provider have wrapped that in: wait, keep the work, try again.</summary>
public sealed class DatabaseUnavailableException(DatabaseProvider provider, DbException cause) : DbException(
    $"The {provider} database does not answer: {cause.Message.TrimEnd('.')}. Nothing of the work was kept and it may be tried again; "
    + "check that the server runs, that its disk has room, and the connection string.", cause)
{
    /// <summary>SQLITE_BUSY, LOCKED, IOERR, FULL and CANTOPEN.</summary>
    private static readonly int[] SqliteAway = [5, 6, 10, 13, 14];

    public override bool IsTransient => true;

    internal static async Task<T> GuardAsync<T>(DatabaseProvider provider, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (Cause(failure) is { } cause)
        {
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
        NpgsqlException postgres when postgres.IsTransient => postgres,
        SqliteException sqlite when SqliteAway.Contains(sqlite.SqliteErrorCode) => sqlite,
        _ => null,
    };
}
