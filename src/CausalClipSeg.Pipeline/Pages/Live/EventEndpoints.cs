using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What moves, as server-sent events; the pages then fetch the parts of themselves that have changed.</summary>
internal static class EventEndpoints
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapGet("/events", (ChangeFeed feed, TimeProvider clock, IHostApplicationLifetime lifetime, CancellationToken cancellation) =>
            TypedResults.ServerSentEvents(StreamAsync(feed, clock, lifetime.ApplicationStopping, cancellation)))
            .RequireAuthorization(AccessPolicy.Look).WithTags("live").WithSummary("Server-sent events: 'case' for each change of a case, 'beat' every few seconds.");

    private static async IAsyncEnumerable<SseItem<object>> StreamAsync(
        ChangeFeed feed, TimeProvider clock, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellation);
        var items = Channel.CreateUnbounded<SseItem<object>>();
        var pumping = Task.WhenAll(ChangesAsync(feed, items.Writer, end.Token), BeatsAsync(clock, items.Writer, end.Token));
        await foreach (var item in UntilAsync(items.Reader, end.Token).ConfigureAwait(false))
            yield return item;
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
            to.TryWrite(new SseItem<object>(change, "case"));
    }

    private static async Task BeatsAsync(TimeProvider clock, ChannelWriter<SseItem<object>> to, CancellationToken end)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        do
            to.TryWrite(new SseItem<object>(new { At = clock.GetUtcNow() }, "beat"));
        while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false));
    }
}
