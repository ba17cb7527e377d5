using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Operations;
using Microsoft.AspNetCore.Mvc;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Retry, drop and withdraw from a page: a form that comes back to where it was, without any script.</summary>
internal static class CaseActionEndpoints
{
    public static void MapCaseActions(this IEndpointRouteBuilder app)
    {
        var actions = app.MapGroup("/cases/{id:guid}").RequireAuthorization(AccessPolicy.Operate).RequireAntiforgery().ExcludeFromDescription();
        actions.MapPost("/retry", (HttpContext http, Guid id, [FromForm] string? back, CaseDesk cases, CancellationToken cancellation) =>
            BackAsync(http, back, cases.RetryAsync(id, Who(http), cancellation))).DisableAntiforgery();
        actions.MapPost("/drop", (HttpContext http, Guid id, [FromForm] string? back, CaseDesk cases, CancellationToken cancellation) =>
            BackAsync(http, back, cases.DropAsync(id, Who(http), cancellation))).DisableAntiforgery();
        actions.MapPost("/withdraw", (HttpContext http, Guid id, [FromForm] string? back, CaseDesk cases, CancellationToken cancellation) =>
            BackAsync(http, back, cases.WithdrawAsync(id, Who(http), cancellation))).DisableAntiforgery();
    }

    /// <summary>The same for messages that no consumer could handle; they stand on the worklist.</summary>
    public static void MapDeadLetterActions(this IEndpointRouteBuilder app)
    {
        var actions = app.MapGroup("/dead-letters/{id:guid}").RequireAuthorization(AccessPolicy.Operate).RequireAntiforgery().ExcludeFromDescription();
        actions.MapPost("/retry", (HttpContext http, Guid id, DeadLetterDesk letters, CancellationToken cancellation) => BackAsync(http, null, letters.RetryAsync(id, Who(http), cancellation)));
        actions.MapPost("/drop", (HttpContext http, Guid id, DeadLetterDesk letters, CancellationToken cancellation) => BackAsync(http, null, letters.DropAsync(id, Who(http), cancellation)));
    }

    private static AuditParticipant Who(HttpContext http) => ViewAudit.Participant(http);

    private static async Task<IResult> BackAsync(HttpContext http, string? back, Task<string?> action) =>
        await action.ConfigureAwait(false) is { } refusal
            ? PageResult.Of<SentencePage>(http, new() { ["What"] = refusal, ["Title"] = "Refused" }, StatusCodes.Status409Conflict)
            : Results.LocalRedirect(back is ['/', not ('/' or '\\'), ..] ? back : "/worklist");
}
