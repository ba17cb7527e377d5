using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CausalClipSeg.Persistence;

/// <summary>Makes a SQLite connection fit for a service: readers beside the writer, commits that outlive a power cut, waiting in
/// place of "database is locked".</summary>
internal sealed class SqliteSettings(int busySeconds) : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Settings(connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = Settings(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private DbCommand Settings(DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA busy_timeout={busySeconds * 1000}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";
        return command;
    }
}
