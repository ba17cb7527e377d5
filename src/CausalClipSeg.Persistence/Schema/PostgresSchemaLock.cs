using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace CausalClipSeg.Persistence;

/// <summary>One process at a time migrates a PostgreSQL database: EF Core's own lock ends with each migration, and the next process then begins in their midst.</summary>
internal sealed class PostgresSchemaLock : IAsyncDisposable
{
    // Of the transaction: rolled back with the connection, however this process ends. Limits that suit the service's statements would end the wait for it, or the lock in the midst of a migration.
    private const string Take =
        """
        BEGIN;
        SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
        SELECT current_setting('server_encoding'), pg_advisory_xact_lock(hashtextextended('causalclipseg schema', 0))
        """;

    private readonly NpgsqlConnection _connection;

    private PostgresSchemaLock(NpgsqlConnection connection, string? problem) => (_connection, Problem) = (connection, problem);

    /// <summary>Why this program must not work with the database; null where it may.</summary>
    public string? Problem { get; }

    /// <returns>Null where the database has yet to be created; the winner of that race migrates, the others fail and come back.</returns>
    public static async Task<PostgresSchemaLock?> TakeAsync(PipelineDbContext db, PersistenceOptions options, CancellationToken cancellationToken)
    {
        if (!await db.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken))
            return null;
        var connection = new NpgsqlConnection(options.ConnectionString) { SslClientAuthenticationOptionsCallback = options.ConfigureTls };
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = Take;
        command.CommandTimeout = 0;
        var encoding = (string?)await command.ExecuteScalarAsync(cancellationToken) ?? "";
        return new PostgresSchemaLock(connection, WhyNot(encoding));
    }

    public async ValueTask DisposeAsync()
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = "ROLLBACK";
        await command.ExecuteNonQueryAsync();
        await _connection.DisposeAsync();
    }

    private static string? WhyNot(string encoding) => encoding is "UTF8" or "SQL_ASCII"
        ? null
        : $"The database's encoding is {encoding}, in which not every report can be written. Let its administrator make one in UTF8 (CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0) and name that in Database:Postgres.";
}
