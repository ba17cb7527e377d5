using CausalClipSeg.Persistence;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Models, runs and what may be done with them, for programs and for the page's forms: both call the same actions.</summary>
internal static class ModelsApi
{
    private const int Most = 100;

    public static void MapModelsApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/models").WithTags("models");
        var looks = api.MapGroup("").RequireAuthorization(AccessPolicy.Look);
        looks.MapGet("", async (PipelineStore store, CancellationToken cancellation) => TypedResults.Ok(await store.ReadAsync(
            db => db.Models.OrderByDescending(m => m.CreatedAt).Take(Most).ToListAsync(cancellation), cancellation).ConfigureAwait(false))).WithSummary("Champion, candidates and retired models.");
        looks.MapGet("/{id:guid}", async (Guid id, ModelsReader models, CancellationToken cancellation) =>
            (await models.ReadAsync(cancellation).ConfigureAwait(false)).Models.FirstOrDefault(m => m.Record.Id == id) is { } line
                ? Results.Ok(line) : Results.Problem($"There is no model {id}.", statusCode: StatusCodes.Status404NotFound)).Produces<ModelLine>().WithSummary("A model with its lineage.");
        looks.MapGet("/runs", async (PipelineStore store, CancellationToken cancellation) => TypedResults.Ok(await store.ReadAsync(
            db => db.TrainingRuns.OrderByDescending(r => r.RequestedAt).Take(Most).ToListAsync(cancellation), cancellation).ConfigureAwait(false))).WithSummary("Training runs and how far they have come.");
        looks.MapGet("/drift", async (PipelineStore store, CancellationToken cancellation) => TypedResults.Ok(await store.ReadAsync(
            db => db.DriftReadings.OrderByDescending(d => d.Id).Take(Most).ToListAsync(cancellation), cancellation).ConfigureAwait(false))).WithSummary("Readings of drift, the newest first; what readers corrected with its counts in both blocks, the mean Dice and the chance.");
        var changes = api.MapGroup("").RequireAuthorization(AccessPolicy.Models).RequireAntiforgery();
        changes.MapPost("/retrain", async (HttpContext http, ModelActions actions, CancellationToken cancellation) =>
            TypedResults.Ok(new RetrainAnswer(await actions.RetrainAsync(ViewAudit.Participant(http), cancellation).ConfigureAwait(false)))).WithSummary("Queues a training run over the labels of now.");
        changes.MapPost("/rollback", async (HttpContext http, ModelActions actions, string? reason = null) =>
            Answer(await actions.RollbackAsync(ViewAudit.Participant(http), reason, http.RequestAborted).ConfigureAwait(false)))
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status409Conflict).WithSummary("Puts the champion before this one in charge again.");
        foreach (var action in ModelActions.OnOne)
            changes.MapPost($"/{{id:guid}}/{action}", async (Guid id, HttpContext http, ModelActions actions, string? reason = null, [FromQuery(Name = "override")] bool overrule = false) =>
                Answer(await actions.DoAsync(action, id, ViewAudit.Participant(http), reason, overrule, http.RequestAborted).ConfigureAwait(false)))
                .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status409Conflict).WithSummary(Summary(action));
    }

    private static IResult Answer(string? refusal) => refusal is null ? Results.NoContent() : Results.Problem(refusal, statusCode: StatusCodes.Status409Conflict);

    private static string Summary(string action) => action switch
    {
        "promote" => "Puts a model in charge: one in shadow that has passed the gate, or a retired one; any other only with override=true and a reason.",
        "shadow" => "Lets a candidate answer live cases beside the champion; nothing of it leaves.",
        "evaluate" => "Queues an evaluation of a candidate against the champion; a running trainer makes it.",
        _ => "Refuses a candidate, or drops one in shadow.",
    };
}

/// <summary>The run that was queued.</summary>
internal sealed record RetrainAnswer(Guid Run);
