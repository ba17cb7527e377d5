using System.Runtime.ExceptionServices;

namespace CausalClipSeg.Model;

/// <summary>Work on every sample of a list, on all cores; the first of its failures is the one that is told, whichever came first in time.</summary>
internal static class InParallel
{
    public static void Over(IReadOnlyList<Sample> samples, Action<Sample, int> work, CancellationToken cancellation)
    {
        var failures = new Exception?[samples.Count];
        Parallel.For(0, samples.Count, new ParallelOptions { CancellationToken = cancellation }, (i, state) =>
        {
            try
            {
                work(samples[i], i);
            }
            catch (Exception problem) when (problem is TrainingDataException or IOException or UnauthorizedAccessException)
            {
                failures[i] = problem;
                state.Break();
            }
        });
        if (failures.FirstOrDefault(problem => problem is not null) is { } first)
            ExceptionDispatchInfo.Throw(first);
    }
}
