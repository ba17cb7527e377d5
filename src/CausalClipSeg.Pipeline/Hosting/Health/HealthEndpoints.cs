using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Inference;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>
/// Live: the process answers. Start-up: it has begun to serve. Ready: what it needs answers too, each by name. A worklist page gives people the states at a glance.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication host, PipelineRoles roles)
    {
        host.MapGet("/health/live", () => Results.Text("live"));
        host.MapGet("/health/startup", (IHostApplicationLifetime lifetime, SegmentationEngine engine) =>
            !lifetime.ApplicationStarted.IsCancellationRequested ? NotYet("Doors and queues are still being opened.")
            : roles.HasFlag(PipelineRoles.Worker) && !engine.IsLoaded ? NotYet("The model is still being loaded.")
            : Results.Text("started"));
        host.MapGet("/health/ready", async (HealthCheckService checks, CancellationToken cancellation) =>
            Answer(await checks.CheckHealthAsync(check => check.Tags.Contains(HealthRegistration.Ready), cancellation).ConfigureAwait(false)));
        host.MapGet("/status", async (PipelineStore store, CancellationToken cancellation) => Results.Json(await store.ReadAsync(async db => new
        {
            Cases = await db.Cases.GroupBy(c => c.State).Select(g => new { State = g.Key.ToString(), Count = g.Count() }).ToListAsync(cancellation).ConfigureAwait(false),
            Refusals = await db.Refusals.CountAsync(cancellation).ConfigureAwait(false),
            Labels = await db.Labels.CountAsync(cancellation).ConfigureAwait(false),
            WaitingMessages = await db.OutboxMessages.CountAsync(m => m.DispatchedAt == null, cancellation).ConfigureAwait(false),
        }, cancellation).ConfigureAwait(false))).RequireAuthorization(Pages.AccessPolicy.Look);
    }

    private static IResult NotYet(string why) => Results.Text(why, statusCode: StatusCodes.Status503ServiceUnavailable);

    private static IResult Answer(HealthReport report) => Results.Json(new
    {
        Status = report.Status switch { HealthStatus.Healthy => "ready", HealthStatus.Degraded => "ready, with something amiss", _ => "not ready" },
        Checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status == HealthStatus.Healthy ? "well" : entry.Value.Description ?? entry.Value.Exception?.GetType().Name ?? "fails"),
    }, statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
}
