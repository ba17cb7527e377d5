using System.Data.Common;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Datasets;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Promotion;

/// <summary>What one look took away.</summary>
public sealed record Purged(int Bundles, int Runs, int Evaluations, int Snapshots, int Pictures);

/// <summary>
/// Takes away what the learning line leaves on the disk, by number and age, on its own schedule: a site whose candidates are all refused fills its disk as well. Records
/// stay. Several trainers may do it at once.
/// </summary>
public sealed partial class LearningRetention(
    PipelineStore store, ModelStore models, SnapshotFolders snapshots, PicturePool pool, InstanceStore files, IOptions<StorageOptions> options, TimeProvider clock, ILogger<LearningRetention> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(options.Value.PurgeHours), clock);
        do
        {
            try
            {
                var gone = await PurgeAsync(stoppingToken).ConfigureAwait(false);
                if (gone != new Purged(0, 0, 0, 0, 0))
                    TookAway(gone.Bundles, gone.Runs, gone.Evaluations, gone.Snapshots, gone.Pictures);
            }
            catch (Exception away) when (away is DbException or IOException or UnauthorizedAccessException or InvalidDataException)
            {
                Later(away.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    public async Task<Purged> PurgeAsync(CancellationToken cancellation)
    {
        var bundles = await models.PurgeAsync(cancellation).ConfigureAwait(false);
        var before = clock.GetUtcNow() - TimeSpan.FromDays(options.Value.KeepLearningDays);
        var (runs, reports, known, kept) = await store.ReadAsync(async db => (
            await RunsAsync(db, before, cancellation).ConfigureAwait(false), await ReportsAsync(db, before, cancellation).ConfigureAwait(false),
            await db.DatasetSnapshots.ToListAsync(cancellation).ConfigureAwait(false), await KeptAsync(db, before, cancellation).ConfigureAwait(false)), cancellation).ConfigureAwait(false);
        var (runsGone, reportsGone) = (runs.Count(Delete), reports.Count(Delete));
        var going = known.Where(s => !kept.Contains(s.Id) && Directory.Exists(files.Full(s.Path))).ToList();
        foreach (var snapshot in going)
            await snapshots.PurgeAsync(snapshot, cancellation).ConfigureAwait(false);
        DeleteUnfinished(before);
        var named = known.Where(snapshots.IsHere).SelectMany(snapshots.Files).ToHashSet();
        return new Purged(bundles, runsGone, reportsGone, going.Count, pool.Purge(named));
    }

    private async Task<List<string>> RunsAsync(PipelineDbContext db, DateTimeOffset before, CancellationToken cancellation)
    {
        var ended = await db.TrainingRuns.Where(r => r.State == TrainingState.Succeeded || r.State == TrainingState.Failed).OrderByDescending(r => r.FinishedAt)
            .Select(r => new { r.Id, r.FinishedAt }).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. ended.Skip(options.Value.KeepRuns).Where(r => r.FinishedAt < before).Select(r => Path.Combine(files.RunsFolder, r.Id.ToString("n")))];
    }

    private async Task<List<string>> ReportsAsync(PipelineDbContext db, DateTimeOffset before, CancellationToken cancellation)
    {
        var ended = await db.ModelEvaluations.Where(e => e.ReportFolder != null).OrderByDescending(e => e.FinishedAt)
            .Select(e => new { e.ReportFolder, e.FinishedAt, Reigned = db.Reigns.Any(r => r.ModelId == e.CandidateId) }).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. ended.Skip(options.Value.KeepEvaluations).Where(e => !e.Reigned && e.FinishedAt < before).Select(e => files.Full(e.ReportFolder ?? ""))];
    }

    /// <summary>The snapshots that are new, all while a run is about to make or take one, or that a model which may still answer or be judged, an open run or an open evaluation needs.</summary>
    private async Task<HashSet<Guid>> KeptAsync(PipelineDbContext db, DateTimeOffset before, CancellationToken cancellation)
    {
        var newest = await db.DatasetSnapshots.OrderByDescending(s => s.CreatedAt).Select(s => new { s.Id, s.CreatedAt }).ToListAsync(cancellation).ConfigureAwait(false);
        var alive = db.Models.Where(m => m.PurgedAt == null && m.State != ModelState.Rejected).Select(m => m.Id);
        var trained = await db.TrainingRuns.Where(r => r.SnapshotId != null
            && (r.State == TrainingState.Queued || r.State == TrainingState.Running || (r.CandidateModelId != null && alive.Contains(r.CandidateModelId.Value))))
            .Select(r => r.SnapshotId).ToListAsync(cancellation).ConfigureAwait(false);
        var judged = await db.ModelEvaluations.Where(e => e.SnapshotId != null && (e.State == EvaluationState.Queued || e.State == EvaluationState.Running || alive.Contains(e.CandidateId)))
            .Select(e => e.SnapshotId).ToListAsync(cancellation).ConfigureAwait(false);
        var making = await db.TrainingRuns.AnyAsync(r => r.State == TrainingState.Running && r.SnapshotId == null, cancellation).ConfigureAwait(false);
        return [.. newest.Where((s, place) => making || place < options.Value.KeepSnapshots || s.CreatedAt >= before).Select(s => s.Id), .. trained.Concat(judged).OfType<Guid>()];
    }

    /// <summary>What a process that ended in the middle left: a name with a second part.</summary>
    private void DeleteUnfinished(DateTimeOffset before)
    {
        foreach (var folder in ((string[])[files.DatasetsFolder, files.BundlesFolder]).SelectMany(Directory.GetDirectories).Where(f => Path.HasExtension(f) && Directory.GetLastWriteTimeUtc(f) < before.UtcDateTime))
            Delete(folder);
    }

    private static bool Delete(string folder)
    {
        if (!Directory.Exists(folder))
            return false;
        Directory.Delete(folder, recursive: true);
        return true;
    }

    [LoggerMessage(EventId = 811, Level = LogLevel.Information, Message = "Taken away: {Bundles} bundles, folders of {Runs} runs, {Evaluations} reports and {Snapshots} snapshots, {Pictures} pictures and masks")]
    private partial void TookAway(int bundles, int runs, int evaluations, int snapshots, int pictures);

    [LoggerMessage(EventId = 812, Level = LogLevel.Warning, Message = "What the learning line leaves is not taken away now: {Reason}")]
    private partial void Later(string reason);
}
