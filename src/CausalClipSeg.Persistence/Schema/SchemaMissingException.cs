using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CausalClipSeg.Persistence;

/// <summary>The database answers and has not the tables of this version: usually that of another service, or of none.</summary>
public sealed class SchemaMissingException(DatabaseProvider provider, DbException cause) : DbException(
    $"The {provider} database has not the tables of this version ({cause.Message.TrimEnd('.')}). Name the settings of the service that is meant "
    + "(Storage:Root=…, or Database:Postgres=…), or bring this database up: causalclipseg migrate.", cause)
{
    /// <summary>SQLITE_ERROR, which an unknown table and much else is.</summary>
    private const int SqliteError = 1;

    internal static DbException? Cause(Exception? failure) => failure switch
    {
        null or SchemaMissingException => null,
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn } postgres => postgres,
        SqliteException { SqliteErrorCode: SqliteError } sqlite when sqlite.Message.Contains("no such ", StringComparison.Ordinal) => sqlite,
        _ => Cause(failure.InnerException),
    };
}
