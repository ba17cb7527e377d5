namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Which database keeps the records: none configured means SQLite below Storage:Root.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Npgsql connection string of PostgreSQL.</summary>
    public string? Postgres { get; set; }
}
