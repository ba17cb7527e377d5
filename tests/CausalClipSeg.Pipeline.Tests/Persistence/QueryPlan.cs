using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Tests.Persistence;

/// <summary>How a database goes about a query, as it says itself; PostgreSQL as it would with many rows.</summary>
internal static class QueryPlan
{
    public static async Task<string> Of(PipelineDbContext db, IQueryable query)
    {
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        if (db.Database.IsNpgsql())
            await db.Database.ExecuteSqlRawAsync("SET enable_seqscan = off", TestContext.Current.CancellationToken);
        await using var command = query.CreateDbCommand();
        command.CommandText = (db.Database.IsNpgsql() ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + command.CommandText;
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var plan = new List<string>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            plan.Add(rows.GetString(rows.FieldCount - 1));
        return string.Join(" | ", plan);
    }
}
