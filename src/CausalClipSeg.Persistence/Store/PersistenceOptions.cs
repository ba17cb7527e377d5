using System.ComponentModel.DataAnnotations;
using System.Net.Security;

namespace CausalClipSeg.Persistence;

/// <summary>The databases that the records can live in.</summary>
public enum DatabaseProvider
{
    Sqlite,
    Postgres,
}

/// <summary>Where the records live; without configuration in a SQLite file beside the work, so that nothing has to be installed.</summary>
public sealed class PersistenceOptions
{
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>For PostgreSQL the pool's limit belongs here too ("Maximum Pool Size=40"); 30 when it says nothing.</summary>
    [Required]
    public string ConnectionString { get; set; } = "Data Source=data/causalclipseg.db";

    /// <summary>What is set of TLS before each connection to PostgreSQL; null leaves it to the connection string.</summary>
    public Action<SslClientAuthenticationOptions>? ConfigureTls { get; set; }

    /// <summary>How long a statement may take, and how long SQLite waits for another writer.</summary>
    [Range(1, 600)]
    public int CommandTimeoutSeconds { get; set; } = 30;

    /// <summary>How often PostgreSQL is asked again, with growing pauses of up to five seconds, before it counts as unavailable.</summary>
    [Range(0, 20)]
    public int TransientRetries { get; set; } = 6;

    /// <summary>How often a transaction is repeated after losing to another writer, before the loss is reported.</summary>
    [Range(1, 100)]
    public int ConflictAttempts { get; set; } = 8;
}
