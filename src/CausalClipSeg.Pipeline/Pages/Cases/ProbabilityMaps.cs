using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// Asks the model that made a case once more, for somebody who wants to see how sure it was. Maps are not kept: they are hundreds of times larger than masks.
/// One network is loaded at a time, one question is answered at a time, and few may wait for it.
/// </summary>
internal sealed class ProbabilityMaps(PipelineStore store, InstanceStore instances) : IDisposable
{
    private const int MostOfOne = 2;
    private const int MostOfAll = 12;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private readonly List<string> _queue = [];
    private (string Weights, Segmenter Network)? _loaded;

    /// <summary>A place in the queue, given back when it is disposed; null where too many wait, or this visitor does already: one with many tabs must not keep the others waiting.</summary>
    public IDisposable? Queue(string visitor)
    {
        lock (_lock)
        {
            if (_queue.Count >= MostOfAll || _queue.Count(other => other == visitor) >= MostOfOne)
                return null;
            _queue.Add(visitor);
        }
        return new Place(this, visitor);
    }

    /// <returns>One byte a pixel at the radiograph's size, 255 for certain; or why there is none.</returns>
    public async Task<(byte[]? Map, string? Problem)> ComputeAsync(Guid caseId, int segment, CancellationToken cancellation)
    {
        var asked = await store.ReadAsync(db => FindAsync(db, caseId, segment, cancellation), cancellation).ConfigureAwait(false);
        if (asked is null)
            return (null, "The network has not answered this yet.");
        if (asked.BundleFolder is not { } folder || !Directory.Exists(folder))
            return (null, $"The bundle with the weights {asked.Weights[..Math.Min(12, asked.Weights.Length)]} is not on this machine, so the map cannot be computed again.");
        var dataset = (await DicomFiles.OpenAsync(instances.Full(asked.ImagePath), FileReadOption.ReadLargeOnDemand).ConfigureAwait(false)).Dataset;
        if (!DisplayImageReader.Read(dataset).TryGet(out var shown, out var refusal))
            return (null, refusal.Reason);
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var map = await Task.Run(() => Network(asked.Weights, folder).Segment([new SegmentationInput(new GrayImage(shown.Rows, shown.Columns, shown.Pixels), asked.Sentence)])[0], cancellation).ConfigureAwait(false);
            return (Array.ConvertAll(map.ToPixels(), p => (byte)(p * byte.MaxValue + 0.5f)), null);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _loaded?.Network.Dispose();
        _turn.Dispose();
    }

    private async Task<Asked?> FindAsync(PipelineDbContext db, Guid caseId, int segment, CancellationToken cancellation)
    {
        var asked = await (from c in db.Cases
                           join s in db.Segments on c.Id equals s.CaseId
                           join image in db.SourceImages on c.SopInstanceUid equals image.SopInstanceUid
                           where c.Id == caseId && s.Number == segment && c.WeightsSha256 != null
                           select new { image.FilePath, s.ReferringText, c.WeightsSha256 }).SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        if (asked is null)
            return null;
        var path = await db.Models.Where(m => m.WeightsSha256 == asked.WeightsSha256).OrderByDescending(m => m.CreatedAt).Select(m => m.Path).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        return new Asked(asked.FilePath, asked.ReferringText, asked.WeightsSha256, path is null ? null : instances.Full(path));
    }

    private Segmenter Network(string weights, string folder)
    {
        if (_loaded is { } kept && kept.Weights == weights)
            return kept.Network;
        _loaded?.Network.Dispose();
        _loaded = null;
        var network = Segmenter.Load(ModelBundle.Load(folder));
        _loaded = (weights, network);
        return network;
    }

    private sealed class Place(ProbabilityMaps maps, string visitor) : IDisposable
    {
        public void Dispose()
        {
            lock (maps._lock)
                maps._queue.Remove(visitor);
        }
    }

    private sealed record Asked(string ImagePath, string Sentence, string Weights, string? BundleFolder);
}
