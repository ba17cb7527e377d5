using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Persistence;

/// <summary>
/// Lets one transaction at a time decide about a subject (a report, a study), so that two workers never each act on what the other is just changing. Ends with
/// the transaction. SQLite has one writer anyway.
/// </summary>
public static class SubjectLock
{
    /// <summary>Take several in one order, and read what they guard only afterwards.</summary>
    public static async Task TakeAsync(PipelineDbContext db, string subject, CancellationToken cancellationToken)
    {
        if (db.Database.IsNpgsql())
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({subject}, 0))", cancellationToken);
    }

    /// <summary>Takes them one after another, in the order given, in one statement.</summary>
    public static async Task TakeAllAsync(PipelineDbContext db, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        string[] ordered = [.. subjects];
        if (ordered.Length > 0 && db.Database.IsNpgsql())
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended(subject, 0)) FROM unnest({ordered}) AS subject", cancellationToken);
    }
}
