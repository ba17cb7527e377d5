using MassTransit;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>Hands messages to the broker and waits until it has confirmed them.</summary>
/// <param name="bus">That of the consumers; in memory messages leave by it, too.</param>
/// <param name="outgoing">Where messages leave on RabbitMQ.</param>
/// <param name="line">The connection of <paramref name="outgoing"/>.</param>
internal sealed class MessagePublisher(IBusControl bus, IOutgoingBus? outgoing = null, BusLine? line = null)
{
    /// <summary>
    /// How long the broker may take to confirm. RabbitMQ.Client (7.2.2) leaves a publish that waits for its channel waiting for ever when that channel is closed, whatever
    /// its token says. The message is sent again then, and the inbox knows it if it had arrived.
    /// </summary>
    private static readonly TimeSpan Confirmation = TimeSpan.FromSeconds(10);

    /// <summary>Returns when the queues are bound to their exchanges: a message that is published before reaches nobody.</summary>
    public Task ReadyAsync(CancellationToken cancellation) => bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellation);

    /// <returns>Null when the broker has the message, else why not.</returns>
    public async Task<string?> PublishAsync(object content, Type contract, Action<PublishContext> address, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Confirmation);
        try
        {
            await ((IBus?)outgoing ?? bus).Publish(content, contract, address, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            line?.Confirmed();
            return null;
        }
        catch (Exception failure) when (BrokerAway.Is(failure, cancellation))
        {
            if (!limit.IsCancellationRequested)
                return failure.Message;
            line?.NotConfirmed();
            return $"The broker has not confirmed it within {Confirmation.TotalSeconds:0} s.";
        }
    }
}
