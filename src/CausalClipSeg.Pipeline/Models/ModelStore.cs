using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Models;

/// <summary>Bundles by the hash of their weights, below the storage root that all workers share; retention keeps those that a rollback may need.</summary>
public sealed class ModelStore(PipelineStore store, InstanceStore files, IOptions<PromotionOptions> options, IOptions<StorageOptions> storage, TimeProvider clock)
{
    /// <summary>Copies a trained bundle into the store and makes its record.</summary>
    public ModelRecord Keep(string bundleFolder, Guid parentId, string metricsJson)
    {
        var bundle = ModelBundle.Load(bundleFolder);
        var relative = Path.Combine("bundles", bundle.WeightsSha256);
        var target = files.Full(relative);
        if (!Directory.Exists(target))
        {
            Directory.CreateDirectory(files.BundlesFolder);
            var unfinished = Directory.CreateDirectory($"{target}.{Guid.NewGuid():n}").FullName;
            foreach (var file in (string[])[ModelBundle.ManifestFile, bundle.Manifest.WeightsFile, bundle.Manifest.MergesFile, "MODEL_CARD.md"])
                if (file.Length > 0 && File.Exists(Path.Combine(bundleFolder, file)))
                    File.Copy(Path.Combine(bundleFolder, file), Path.Combine(unfinished, file));
            Directory.Move(unfinished, target);
        }
        return new ModelRecord
        {
            Name = bundle.Manifest.Name,
            Version = bundle.Manifest.Version,
            WeightsSha256 = bundle.WeightsSha256,
            Path = relative,
            ParentId = parentId,
            CreatedAt = clock.GetUtcNow(),
            MetricsJson = metricsJson,
        };
    }

    /// <summary>Deletes the weights of rejected, of long retired, and of old candidates that nobody ever judged; the records stay.</summary>
    /// <returns>How many bundles went.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancellation)
    {
        var purged = await store.InTransactionAsync(async db =>
        {
            var all = await db.Models.Where(m => m.PurgedAt == null).OrderByDescending(m => m.CreatedAt).ToListAsync(cancellation).ConfigureAwait(false);
            var retired = all.Where(m => m.State == ModelState.Retired).OrderByDescending(m => m.PromotedAt).Skip(options.Value.KeepRetired);
            var rejected = all.Where(m => m.State == ModelState.Rejected).Skip(options.Value.KeepRejected);
            var before = clock.GetUtcNow() - TimeSpan.FromDays(storage.Value.KeepLearningDays);
            var open = await db.ModelEvaluations.Where(e => e.State == EvaluationState.Queued || e.State == EvaluationState.Running).Select(e => e.CandidateId).ToListAsync(cancellation).ConfigureAwait(false);
            var forgotten = all.Where(m => m.State == ModelState.Candidate).Skip(options.Value.KeepRejected).Where(m => m.CreatedAt < before && !open.Contains(m.Id));
            var kept = all.Select(m => m.Path).ToList();
            var going = retired.Concat(rejected).Concat(forgotten).Where(m => m.Path.StartsWith("bundles" + Path.DirectorySeparatorChar, StringComparison.Ordinal)).ToList();
            going.ForEach(m => m.Purge(clock.GetUtcNow()));
            return going.Select(m => m.Path).Where(path => going.Count(m => m.Path == path) == kept.Count(other => other == path)).Distinct().ToList();
        }, cancellation).ConfigureAwait(false);
        foreach (var path in purged.Where(path => Directory.Exists(files.Full(path))))
            Directory.Delete(files.Full(path), recursive: true);
        return purged.Count;
    }
}
