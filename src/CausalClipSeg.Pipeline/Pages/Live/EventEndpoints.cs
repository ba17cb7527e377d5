using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What moves, as server-sent events; the pages then fetch the parts of themselves that have changed.</summary>
internal static class EventEndpoints
{
    public const string Path = "/events";

    private const int Waiting = 50;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>Then the browser asks again, and is looked at again: nobody follows for longer than they may.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapGet(Path, (HttpContext http, ChangeFeed feed, TimeProvider clock, IHostApplicationLifetime lifetime) =>
            TypedResults.ServerSentEvents(StreamAsync(http, feed, clock, lifetime.ApplicationStopping, http.RequestAborted)))
            .RequireAuthorization(AccessPolicy.Look).WithTags("live").WithSummary("Server-sent events: 'case' for each change of a case, 'beat' every few seconds; it ends after some minutes, to be opened again.");

    private static async IAsyncEnumerable<SseItem<object>> StreamAsync(
        HttpContext http, ChangeFeed feed, TimeProvider clock, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellation);
        // A browser that reads slowly holds its own changes back, and no memory.
        var items = Channel.CreateBounded<SseItem<object>>(Waiting);
        var hadSession = SessionCookie.Read(http) is not null;
        var begun = clock.GetTimestamp();
        var pumping = Task.WhenAll(ChangesAsync(feed, items.Writer, end.Token), BeatsAsync(clock, items.Writer, end.Token));
        await foreach (var item in UntilAsync(items.Reader, end.Token).ConfigureAwait(false))
        {
            if (clock.GetElapsedTime(begun) > Longest || (hadSession && SessionCookie.Read(http) is null))
                break;
            yield return item;
        }
        await end.CancelAsync().ConfigureAwait(false);
        await pumping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async IAsyncEnumerable<SseItem<object>> UntilAsync(ChannelReader<SseItem<object>> items, [EnumeratorCancellation] CancellationToken end)
    {
        while (true)
        {
            SseItem<object> item;
            try
            {
                item = await items.ReadAsync(end).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                yield break;
            }
            yield return item;
        }
    }

    private static async Task ChangesAsync(ChangeFeed feed, ChannelWriter<SseItem<object>> to, CancellationToken end)
    {
        await foreach (var change in feed.FollowAsync(end).ConfigureAwait(false))
            await to.WriteAsync(new SseItem<object>(change, "case"), end).ConfigureAwait(false);
    }

    private static async Task BeatsAsync(TimeProvider clock, ChannelWriter<SseItem<object>> to, CancellationToken end)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        do
            to.TryWrite(new SseItem<object>(new { At = clock.GetUtcNow() }, "beat"));
        while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false));
    }
}
