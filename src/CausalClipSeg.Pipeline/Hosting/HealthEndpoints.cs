using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Live: the process answers. Ready: the database does too. A worklist page gives people the states at a glance.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication host)
    {
        host.MapGet("/health/live", () => Results.Text("live"));
        host.MapGet("/health/ready", async (DatabaseMigrator migrator, CancellationToken cancellation) =>
        {
            try
            {
                var schema = await migrator.CheckAsync(cancellation).ConfigureAwait(false);
                return schema.Problem is { } problem ? Results.Text(problem, statusCode: StatusCodes.Status503ServiceUnavailable) : Results.Text("ready");
            }
            catch (DatabaseUnavailableException away)
            {
                return Results.Text(away.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        });
        host.MapGet("/status", async (PipelineStore store, CancellationToken cancellation) => Results.Json(await store.ReadAsync(async db => new
        {
            Cases = await db.Cases.GroupBy(c => c.State).Select(g => new { State = g.Key.ToString(), Count = g.Count() }).ToListAsync(cancellation).ConfigureAwait(false),
            Refusals = await db.Refusals.CountAsync(cancellation).ConfigureAwait(false),
            Labels = await db.Labels.CountAsync(cancellation).ConfigureAwait(false),
            WaitingMessages = await db.OutboxMessages.CountAsync(m => m.DispatchedAt == null, cancellation).ConfigureAwait(false),
        }, cancellation).ConfigureAwait(false))).RequireAuthorization(Pages.AccessPolicy.Look);
    }
}
