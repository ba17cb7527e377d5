namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The health page and the same figures for programs.</summary>
internal static class HealthPageEndpoints
{
    public static void MapHealthPage(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health", async (HttpContext http, HealthReader health, CancellationToken cancellation) =>
            PageResult.Of<HealthPage>(http, new() { ["View"] = await health.ReadAsync(cancellation).ConfigureAwait(false) }))
            .RequireAuthorization(AccessPolicy.Look).ExcludeFromDescription();
        app.MapGet("/api/health", async (HealthReader health, Overview overview, CancellationToken cancellation) => TypedResults.Ok(new HealthAnswer(
            (await overview.CountsAsync(cancellation).ConfigureAwait(false)).States, await health.ReadAsync(cancellation).ConfigureAwait(false))))
            .RequireAuthorization(AccessPolicy.Look).WithTags("health").WithSummary("Cases by state, throughput, latencies, queues, destinations, drift, machine.");
    }
}
