using System.Diagnostics;

namespace CausalClipSeg.Tests;

/// <summary>Waits for what another process does in its own time, and says what was missing when it never came.</summary>
public static class Eventually
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The first value that is not null; a timeout names <paramref name="what"/> was waited for.</summary>
    public static async Task<T> Get<T>(string what, Func<Task<T?>> look, TimeSpan? within = null) where T : class
    {
        var limit = within ?? TimeSpan.FromSeconds(90);
        var watch = Stopwatch.StartNew();
        while (true)
        {
            // Before the look: a machine that stood still for longer than the limit gets one more.
            var isOver = watch.Elapsed > limit;
            if (await look() is { } found) return found;
            if (isOver) throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {what}.");
            await Task.Delay(_pause, TestContext.Current.CancellationToken);
        }
    }

    public static Task True(string what, Func<Task<bool>> look, TimeSpan? within = null) =>
        Get(what, async () => await look() ? "true" : null, within);
}
