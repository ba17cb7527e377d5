using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Which database keeps the records: none configured means SQLite below Storage:Root.</summary>
public sealed class DatabaseOptions : IValidatableObject
{
    public const string Section = "Database";

    /// <summary>Npgsql connection string of PostgreSQL. Unless it says otherwise a process keeps at most 30 connections. A pooler may stand between (PgBouncer, in its transaction mode as well); "Max Auto Prepare=200" has statements prepared, where none does, or one that keeps them apart.</summary>
    public string? Postgres { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var problem = Problem();
        if (problem is not null)
            yield return new ValidationResult($"Database:Postgres is not a connection string of Npgsql ({problem}). Example: Host=db;Database=causalclipseg;Username=causalclipseg;Password=…", [nameof(Postgres)]);
    }

    private string? Problem()
    {
        try
        {
            return string.IsNullOrWhiteSpace(Postgres) || new NpgsqlConnectionStringBuilder(Postgres).Host is not null ? null : "it names no Host";
        }
        catch (ArgumentException unreadable)
        {
            return unreadable.Message;
        }
    }
}

[OptionsValidator]
internal sealed partial class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>;
