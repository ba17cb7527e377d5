using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Reads the learning line for the models page: few rows, however many cases there are.</summary>
internal sealed class ModelsReader(PipelineStore store, InstanceStore files)
{
    private const int MostModels = 50;
    private const int MostRuns = 20;
    private const int MostDisagreements = 5;
    private const int ReaderMeasures = 2;

    public Task<ModelsView> ReadAsync(CancellationToken cancellation) => store.ReadAsync(async db =>
    {
        var models = await db.Models.OrderByDescending(m => m.CreatedAt).Take(MostModels).ToListAsync(cancellation).ConfigureAwait(false);
        var runs = (await db.TrainingRuns.OrderByDescending(r => r.RequestedAt).Take(MostRuns).ToListAsync(cancellation).ConfigureAwait(false))
            .ConvertAll(run => new RunLine(run, TrainingCurve.Read(CurveFile(run))));
        var evaluations = await db.ModelEvaluations.OrderByDescending(e => e.RequestedAt).Take(MostModels).ToListAsync(cancellation).ConfigureAwait(false);
        var snapshotIds = runs.Select(r => r.Run.SnapshotId).OfType<Guid>().ToList();
        var snapshots = await db.DatasetSnapshots.Where(s => snapshotIds.Contains(s.Id)).ToListAsync(cancellation).ConfigureAwait(false);
        var shadows = await ShadowsAsync(db, [.. models.Where(m => m.ShadowSince is not null).Select(m => m.Id)], cancellation).ConfigureAwait(false);
        var held = await Champion.HeldAsync(db, cancellation).ConfigureAwait(false);
        return new ModelsView
        {
            Models = [.. models.OrderBy(m => Rank(m.State)).ThenByDescending(m => m.CreatedAt).Select(model =>
            {
                var run = runs.Find(r => r.Run.CandidateModelId == model.Id);
                return new ModelLine(model, models.Find(m => m.Id == model.ParentId), run, snapshots.Find(s => s.Id == run?.Run.SnapshotId),
                    evaluations.Find(e => e.CandidateId == model.Id), ModelDice.Of(model, files), shadows.GetValueOrDefault(model.Id)) { IsHeld = held.Exists(h => h.ModelId == model.Id) };
            })],
            Runs = runs,
            Readers = await ReadersAsync(db, models.Find(m => m.State == ModelState.Champion)?.PromotedAt, cancellation).ConfigureAwait(false),
            Labels = await db.Labels.Where(l => l.SupersededById == null && l.ExcludedAt == null).GroupBy(l => l.Verdict).Select(g => new { g.Key, Count = g.Count() })
                .ToDictionaryAsync(g => g.Key, g => g.Count, cancellation).ConfigureAwait(false),
        };
    }, cancellation);

    /// <summary>Of the latest look, and of this champion only.</summary>
    private static async Task<IReadOnlyList<DriftReading>> ReadersAsync(PipelineDbContext db, DateTimeOffset? since, CancellationToken cancellation)
    {
        var latest = await db.DriftReadings.Where(d => d.At >= since && d.Chance != null).OrderByDescending(d => d.At).Take(ReaderMeasures).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. latest.Where(d => d.At == latest[0].At).OrderBy(d => d.Measure, StringComparer.Ordinal)];
    }

    private static async Task<Dictionary<Guid, ShadowLine>> ShadowsAsync(PipelineDbContext db, IReadOnlyList<Guid> models, CancellationToken cancellation)
    {
        var lines = new Dictionary<Guid, ShadowLine>();
        foreach (var id in models)
        {
            var results = db.ShadowResults.Where(s => s.ModelId == id);
            if (await results.CountAsync(cancellation).ConfigureAwait(false) is > 0 and var answers)
                lines[id] = new ShadowLine(answers, await results.AverageAsync(s => s.Agreement, cancellation).ConfigureAwait(false))
                {
                    Worst = await results.OrderBy(s => s.Agreement).Take(MostDisagreements).ToListAsync(cancellation).ConfigureAwait(false),
                };
        }
        return lines;
    }

    private string CurveFile(TrainingRun run) => Path.Combine(files.RunsFolder, run.Id.ToString("n"), "bundle", TrainingCurve.FileName);

    private static int Rank(ModelState state) => state switch
    {
        ModelState.Champion => 0,
        ModelState.Shadow => 1,
        ModelState.Candidate => 2,
        ModelState.Retired => 3,
        _ => 4,
    };
}
