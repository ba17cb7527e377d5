using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Datasets;

namespace CausalClipSeg.Pipeline.Retraining;

/// <summary>
/// What a run trains on: every label that the champion has not learnt from yet, and some of those it has, so that nothing is forgotten. The choice depends on
/// the two snapshots alone, so a run that is taken up again draws the same.
/// </summary>
internal static class ReplayList
{
    /// <param name="champions">The snapshot that the champion was trained on; null where it came from elsewhere.</param>
    /// <param name="replay">Old labels for each new one.</param>
    public static IReadOnlyList<ManifestLine> Choose(IReadOnlyList<ManifestLine> snapshot, IReadOnlyList<ManifestLine>? champions, double replay)
    {
        var known = (champions ?? []).Where(line => line.Split == SplitSide.Train).Select(line => line.Key).ToHashSet();
        var training = snapshot.Where(line => line.Split == SplitSide.Train && line.Verdict != LabelVerdict.WrongSide).ToList();
        var (old, fresh) = (training.Where(line => known.Contains(line.Key)).ToList(), training.Where(line => !known.Contains(line.Key)).ToList());
        var wanted = fresh.Count == 0 ? old.Count : Math.Min(old.Count, (int)Math.Ceiling(fresh.Count * replay));
        // Manifests are sorted by content hash, so equal strides are a fair sample.
        return [.. fresh, .. Enumerable.Range(0, wanted).Select(i => old[(int)((long)i * old.Count / wanted)])];
    }
}
