using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Retraining;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Models, runs and what may be done with them, for programs and for the page's forms: both call the same desk.</summary>
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
            db => db.DriftReadings.OrderByDescending(d => d.Id).Take(Most).ToListAsync(cancellation), cancellation).ConfigureAwait(false))).WithSummary("Readings of drift, the newest first.");
        var changes = api.MapGroup("").RequireAuthorization(AccessPolicy.Models).RequireAntiforgery();
        changes.MapPost("/retrain", async (TrainingRuns runs, CancellationToken cancellation) =>
            TypedResults.Ok(new RetrainAnswer(await runs.RequestAsync("operator", cancellation).ConfigureAwait(false)))).WithSummary("Queues a training run over the labels of now.");
    }
}

/// <summary>The run that was queued.</summary>
internal sealed record RetrainAnswer(Guid Run);
