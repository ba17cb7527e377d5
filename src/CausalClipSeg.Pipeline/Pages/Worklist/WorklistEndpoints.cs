using CausalClipSeg.Pipeline.Audit;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The first page that anybody sees.</summary>
internal static class WorklistEndpoints
{
    public static void MapWorklist(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", () => Results.LocalRedirect("~/worklist")).ExcludeFromDescription();
        app.MapGet("/worklist", ShowAsync).RequireAuthorization(AccessPolicy.Look).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, [AsParameters] WorklistFilter filter, WorklistReader worklist, Overview overview, ListViews views, TimeProvider clock, CancellationToken cancellation)
    {
        var visitor = Visitor.Of(http);
        var part = await worklist.ReadAsync(filter, cancellation, byPatient: visitor.SeesPatients).ConfigureAwait(false);
        if (visitor.SeesPatients)
            await views.RecordAsync(ViewAudit.Participant(http, visitor), filter.Here(), part.Rows.Select(row => row.PatientId).Concat(part.Merged), cancellation).ConfigureAwait(false);
        return PageResult.Of<WorklistPage>(http, new()
        {
            ["Filter"] = filter,
            ["Part"] = part,
            ["DeadLetters"] = await overview.DeadLettersAsync(cancellation).ConfigureAwait(false),
            ["Held"] = await overview.HeldAsync(cancellation).ConfigureAwait(false),
            ["Overview"] = await overview.CountsAsync(cancellation).ConfigureAwait(false),
            ["Choices"] = await overview.ChoicesAsync(cancellation).ConfigureAwait(false),
            ["Now"] = clock.GetUtcNow(),
        });
    }
}
