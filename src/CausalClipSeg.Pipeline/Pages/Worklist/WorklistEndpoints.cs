namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The first page that anybody sees.</summary>
internal static class WorklistEndpoints
{
    public static void MapWorklist(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", () => Results.LocalRedirect("~/worklist")).ExcludeFromDescription();
        app.MapGet("/worklist", async (HttpContext http, [AsParameters] WorklistFilter filter, WorklistReader worklist, Overview overview, TimeProvider clock, CancellationToken cancellation) =>
            PageResult.Of<WorklistPage>(http, new()
            {
                ["Filter"] = filter,
                ["Part"] = await worklist.ReadAsync(filter, cancellation).ConfigureAwait(false),
                ["DeadLetters"] = await overview.DeadLettersAsync(cancellation).ConfigureAwait(false),
                ["Counts"] = await overview.CountsAsync(cancellation).ConfigureAwait(false),
                ["Choices"] = await overview.ChoicesAsync(cancellation).ConfigureAwait(false),
                ["Now"] = clock.GetUtcNow(),
            })).RequireAuthorization(AccessPolicy.Look).ExcludeFromDescription();
    }
}
