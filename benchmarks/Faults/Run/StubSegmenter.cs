using System.Collections.Concurrent;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Inference;
using CausalClipSeg.Pipeline.Models;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>In the place of the network: answers every sentence at once with a disk in the middle of the picture, in the name of the champion.</summary>
internal sealed class StubSegmenter(ChampionModel champion) : ISegmenter
{
    private const float Threshold = 0.5f;
    private readonly ConcurrentDictionary<(int Rows, int Columns), ProbabilityMap> _disks = new();

    public async Task<Segmentation> SegmentAsync(GrayImage image, IReadOnlyList<string> sentences, CancellationToken cancellation)
    {
        var manifest = (await champion.GetAsync(cancellation).ConfigureAwait(false)).Manifest;
        var map = _disks.GetOrAdd((image.Rows, image.Columns), size => Disk(size.Rows, size.Columns));
        return new Segmentation(new ModelIdentity(manifest.Name, manifest.Version, manifest.WeightsSha256), Threshold, [.. sentences.Select(_ => map)]);
    }

    private static ProbabilityMap Disk(int rows, int columns)
    {
        var logits = new float[rows * columns];
        var radius = Math.Min(rows, columns) / 4.0;
        for (var y = 0; y < rows; y++)
            for (var x = 0; x < columns; x++)
                logits[(y * columns) + x] = Math.Pow(y - (rows / 2.0), 2) + Math.Pow(x - (columns / 2.0), 2) < radius * radius ? 2 : -2;
        return new ProbabilityMap(rows, columns, rows, columns, logits);
    }
}
