namespace CausalClipSeg.Model;

/// <summary>A disk without room for what a training run writes.</summary>
public sealed class TrainingSpaceException(string message) : IOException(message);

/// <summary>Sees to it before the first step that the disk can hold what the run will write.</summary>
internal static class TrainingSpace
{
    private const long Beside = 32_000_000; // metrics, curves, merges, card
    private const long Megabyte = 1_000_000;

    /// <summary>Room for the checkpoint twice (a new one is complete before the old one goes) and for the bundle.</summary>
    /// <exception cref="TrainingSpaceException">There is less.</exception>
    public static void Require(string folder, long checkpointBytes, Func<string, long> free)
    {
        var old = new FileInfo(Path.Combine(folder, TrainingCheckpoint.FileName));
        var needed = 2 * checkpointBytes + checkpointBytes / 8 + Beside - (old.Exists ? old.Length : 0);
        var available = free(Path.GetFullPath(folder));
        if (available < needed)
            throw new TrainingSpaceException(
                $"{folder}: the run needs {Up(needed)} MB for its checkpoint and bundle, the disk has {available / Megabyte} MB free. Make room, or give another folder.");
    }

    private static long Up(long bytes) => (bytes + Megabyte - 1) / Megabyte;
}
