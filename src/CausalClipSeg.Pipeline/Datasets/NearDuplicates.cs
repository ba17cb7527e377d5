namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>A picture on one side of the split that is also, or nearly, on another.</summary>
internal sealed record DuplicatePair(string Removed, SplitSide RemovedFrom, string Kept, SplitSide KeptOn);

/// <summary>The same picture under two patients (a repeat import, an anonymised copy) would let a model be judged on what it has seen; the judged side keeps it.</summary>
internal static class NearDuplicates
{
    /// <param name="pictures">Every picture once, by its file.</param>
    public static IReadOnlyList<DuplicatePair> Find(IReadOnlyCollection<(string File, PictureHash Hash, SplitSide Side)> pictures)
    {
        var pairs = new List<DuplicatePair>();
        var removed = new HashSet<string>();
        foreach (var keeping in (SplitSide[])[SplitSide.Test, SplitSide.Validation])
        {
            var kept = pictures.Where(p => p.Side == keeping && !removed.Contains(p.File)).ToArray();
            foreach (var suspect in pictures.Where(p => p.Side < keeping && !removed.Contains(p.File)).ToArray())
                foreach (var other in kept.Where(other => other.Hash.IsNear(suspect.Hash)).Take(1))
                {
                    pairs.Add(new DuplicatePair(suspect.File, suspect.Side, other.File, keeping));
                    removed.Add(suspect.File);
                }
        }
        return pairs;
    }
}
