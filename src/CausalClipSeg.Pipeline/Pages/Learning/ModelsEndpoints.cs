using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The models page, its actions, and the reports of evaluations.</summary>
internal static class ModelsEndpoints
{
    /// <summary>An evaluation's report is a page of our own making with its styles inside.</summary>
    private const string ReportPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    public static void MapModels(this IEndpointRouteBuilder app)
    {
        app.MapGet("/models", async (HttpContext http, ModelsReader models, CancellationToken cancellation) =>
            PageResult.Of<ModelsPage>(http, new() { ["View"] = await models.ReadAsync(cancellation).ConfigureAwait(false) }))
            .RequireAuthorization(AccessPolicy.Look).ExcludeFromDescription();
        app.MapGet("/models/evaluations/{id:guid}/{file}", ReportAsync).RequireAuthorization(AccessPolicy.PatientData).ExcludeFromDescription();
        var forms = app.MapGroup("/models").RequireAuthorization(AccessPolicy.Models).RequireAntiforgery().ExcludeFromDescription();
        forms.MapPost("/retrain", async (HttpContext http, ModelActions actions, CancellationToken cancellation) =>
        {
            await actions.RetrainAsync(ViewAudit.Participant(http), cancellation).ConfigureAwait(false);
            return Results.LocalRedirect("~/models");
        });
        forms.MapPost("/rollback", (HttpContext http, ModelActions actions) => BackAsync(http, actions.RollbackAsync(ViewAudit.Participant(http), null, http.RequestAborted)));
        foreach (var action in ModelActions.OnOne)
            forms.MapPost($"/{{id:guid}}/{action}", (HttpContext http, Guid id, ModelActions actions) =>
                BackAsync(http, actions.DoAsync(action, id, ViewAudit.Participant(http), null, overrule: false, http.RequestAborted)));
    }

    private static async Task<IResult> BackAsync(HttpContext http, Task<string?> action) =>
        await action.ConfigureAwait(false) is { } refusal
            ? PageResult.Of<SentencePage>(http, new() { ["What"] = refusal, ["Title"] = "Refused" }, StatusCodes.Status409Conflict)
            : Results.LocalRedirect("~/models");

    private static async Task<IResult> ReportAsync(HttpContext http, Guid id, string file, PipelineStore store, InstanceStore files, AuditTrail trail, CancellationToken cancellation)
    {
        var folder = await store.ReadAsync(db => db.ModelEvaluations.Where(e => e.Id == id).Select(e => e.ReportFolder).SingleOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
        var type = file switch
        {
            "evaluation.html" => "text/html; charset=utf-8",
            "evaluation.json" => "application/json",
            "changes.png" => "image/png",
            _ => null,
        };
        if (folder is null || type is null || !File.Exists(files.Full(Path.Combine(folder, file))))
            return Results.Problem("This evaluation has no such report.", statusCode: StatusCodes.Status404NotFound);
        await trail.RecordAsync(AuditEvents.EvaluationViewed(ViewAudit.Participant(http), id), cancellation).ConfigureAwait(false);
        http.Response.Headers.ContentSecurityPolicy = ReportPolicy;
        return Results.File(files.Full(Path.Combine(folder, file)), type);
    }
}
