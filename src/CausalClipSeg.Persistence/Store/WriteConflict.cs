using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CausalClipSeg.Persistence;

/// <summary>Tells a lost race from a broken write: another writer changed the row, or inserted the same key, first.</summary>
public static class WriteConflict
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    public static bool Is(DbUpdateException exception) => exception is DbUpdateConcurrencyException || IsDuplicateKey(exception);

    /// <summary>SQL state 23505 on PostgreSQL, constraint 19 (unique or primary key) on SQLite.</summary>
    public static bool IsDuplicateKey(DbUpdateException exception) => exception.InnerException switch
    {
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteUnique or SqlitePrimaryKey,
        _ => false,
    };
}
