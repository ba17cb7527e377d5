using System.Collections.Concurrent;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Models;

/// <summary>Which bundle is in charge: the promoted one of the database; before any was promoted, the configured or shipped one, which is then recorded as champion.</summary>
public sealed class ChampionModel(PipelineStore store, InstanceStore instances, IOptions<ModelOptions> options, TimeProvider clock)
{
    private const string ShippedBundle = "causalclipseg-compact";

    private readonly ConcurrentDictionary<Guid, ChampionBundle> _read = new();

    /// <summary>The champion's record and bundle; its network is not loaded for this.</summary>
    public async Task<ChampionBundle> GetAsync(CancellationToken cancellation)
    {
        var record = await store.ReadAsync(db => Champion.FindAsync(db, cancellation), cancellation).ConfigureAwait(false)
            ?? await EnthroneFirstAsync(cancellation).ConfigureAwait(false);
        return Open(record);
    }

    /// <summary>Any model on record.</summary>
    public async Task<ChampionBundle> OfAsync(Guid modelId, CancellationToken cancellation) =>
        Open(await store.ReadAsync(db => db.Models.SingleAsync(m => m.Id == modelId, cancellation), cancellation).ConfigureAwait(false));

    /// <summary>Folder of the bundle that is in charge before any was promoted.</summary>
    public static string FirstBundleFolder(ModelOptions options) =>
        options.Bundle is { Length: > 0 } configured ? Path.GetFullPath(configured) : Path.Combine(AppContext.BaseDirectory, "models", ShippedBundle);

    private ChampionBundle Open(ModelRecord record) => _read.GetOrAdd(record.Id, _ =>
    {
        if (record.PurgedAt is { } purged)
            throw new BundleException($"The weights of {record.Name} {record.Version} were deleted on {purged:u} (Promotion:KeepRetired, Promotion:KeepRejected).");
        var bundle = ModelBundle.Load(instances.Full(record.Path));
        return bundle.WeightsSha256 == record.WeightsSha256
            ? new ChampionBundle(record, bundle)
            : throw new BundleException($"The bundle {bundle.Folder} holds other weights than its record: {bundle.WeightsSha256}, not {record.WeightsSha256}. Restore the bundle, or roll back to another model.");
    });

    private async Task<ModelRecord> EnthroneFirstAsync(CancellationToken cancellation)
    {
        var folder = FirstBundleFolder(options.Value);
        var manifest = ModelBundle.Load(folder).Manifest;
        return await store.InTransactionAsync(async db =>
        {
            if (await Champion.FindAsync(db, cancellation).ConfigureAwait(false) is { } reigning)
                return reigning;
            var now = clock.GetUtcNow();
            var first = new ModelRecord
            {
                Name = manifest.Name,
                Version = manifest.Version,
                WeightsSha256 = manifest.WeightsSha256,
                Path = folder,
                CreatedAt = now,
            };
            db.Models.Add(first);
            await Champion.PromoteAsync(db, first, now, cancellation).ConfigureAwait(false);
            return first;
        }, cancellation).ConfigureAwait(false);
    }
}

/// <summary>The bundle in charge, checked against its hash when it was first read.</summary>
public sealed record ChampionBundle(ModelRecord Record, ModelBundle Bundle)
{
    public BundleManifest Manifest => Bundle.Manifest;
}
