using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Persistence;

/// <summary>Migrates a SQLite file safely: EF's own lock is a row that a killed process leaves behind, a file lock dies with it.</summary>
internal static class SqliteFile
{
    /// <summary>EWOULDBLOCK on Linux and on macOS, a sharing violation on Windows.</summary>
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static async Task<IDisposable> LockForMigrationAsync(string connectionString, CancellationToken cancellationToken)
    {
        var file = Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);
        if (Path.GetDirectoryName(file) is { } folder)
            Directory.CreateDirectory(folder);
        while (true)
        {
            try
            {
                return new FileStream($"{file}.migrating", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException held) when (HeldByAnother.Contains(held.HResult))
            {
                await Task.Delay(Interval, cancellationToken);
            }
        }
    }

    public static async Task ClearAbandonedLockAsync(PipelineDbContext db, CancellationToken cancellationToken)
    {
        var table = await db.Database
            .SqlQueryRaw<int>("""SELECT COUNT(*) AS "Value" FROM sqlite_master WHERE name = '__EFMigrationsLock'""")
            .SingleAsync(cancellationToken);
        if (table > 0)
            await db.Database.ExecuteSqlRawAsync("""DELETE FROM "__EFMigrationsLock" """, cancellationToken);
    }
}
