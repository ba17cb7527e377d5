using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace CausalClipSeg.Persistence;

/// <summary>One process at a time migrates a PostgreSQL database: EF Core's own lock ends with each migration, and the next process then begins in their midst.</summary>
internal sealed class PostgresSchemaLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private PostgresSchemaLock(NpgsqlConnection connection) => _connection = connection;

    /// <returns>Null where the database has yet to be created; the winner of that race migrates, the others fail and come back.</returns>
    public static async Task<PostgresSchemaLock?> TakeAsync(PipelineDbContext db, string connectionString, CancellationToken cancellationToken)
    {
        if (!await db.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken))
            return null;
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        // Of the transaction: rolled back with the connection, however this process ends.
        command.CommandText = "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('causalclipseg schema', 0))";
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new PostgresSchemaLock(connection);
    }

    public async ValueTask DisposeAsync()
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = "ROLLBACK";
        await command.ExecuteNonQueryAsync();
        await _connection.DisposeAsync();
    }
}
