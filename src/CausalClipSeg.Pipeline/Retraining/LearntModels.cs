using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Datasets;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Retraining;

/// <summary>A model and how many labels that are excluded now were in what it, or a model that it goes back to, was trained on.</summary>
/// <param name="Labels">Null where no file is left that says what it was trained on.</param>
/// <param name="Through">The model of its line that learnt from them; itself, or one of its parents.</param>
public sealed record LearntModel(Guid Id, string Name, string Version, ModelState State, int? Labels, string Through);

/// <summary>Which models learnt from labels that are excluded now: whoever takes a consent back is told what is left of it in the weights.</summary>
public sealed class LearntModels(PipelineStore store, SnapshotFolders snapshots)
{
    public async Task<IReadOnlyList<LearntModel>> OfExcludedAsync(CancellationToken cancellation)
    {
        var (models, runs, excluded) = await store.ReadAsync(async db => (
            await db.Models.OrderBy(m => m.CreatedAt).ToListAsync(cancellation).ConfigureAwait(false),
            await db.TrainingRuns.Where(r => r.CandidateModelId != null).Join(db.DatasetSnapshots, r => r.SnapshotId, s => s.Id, (r, s) => new { r.CandidateModelId, Snapshot = s }).ToListAsync(cancellation).ConfigureAwait(false),
            (await db.Labels.Where(l => l.ExcludedAt != null).Select(l => l.Id).ToListAsync(cancellation).ConfigureAwait(false)).ToHashSet()), cancellation).ConfigureAwait(false);
        if (excluded.Count == 0)
            return [];
        var found = new Dictionary<Guid, LearntModel>();
        foreach (var model in models)
        {
            var snapshot = runs.Find(r => r.CandidateModelId == model.Id)?.Snapshot;
            var trained = snapshot is null ? [] : await snapshots.TrainedAsync(snapshot, cancellation).ConfigureAwait(false);
            if (trained is null || trained.Any(excluded.Contains))
                found[model.Id] = Line(model, trained?.Count(excluded.Contains), model.Version);
            else if (model.ParentId is { } parent && found.GetValueOrDefault(parent) is { } before)
                found[model.Id] = Line(model, before.Labels, before.Through);
        }
        return [.. found.Values];
    }

    private static LearntModel Line(ModelRecord model, int? labels, string through) => new(model.Id, model.Name, model.Version, model.State, labels, through);
}
