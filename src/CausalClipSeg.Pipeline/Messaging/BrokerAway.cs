using MassTransit;
using RabbitMQ.Client.Exceptions;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>Tells a broker that is away, goes away or does not answer from what is wrong with us: it is reported in many ways, and none of them may end a part of the service.</summary>
internal static class BrokerAway
{
    /// <param name="failure">What was thrown.</param>
    /// <param name="stopping">What we cancel by ourselves.</param>
    public static bool Is(Exception failure, CancellationToken stopping) =>
        failure is MassTransitException or RabbitMQClientException or IOException or TimeoutException or ObjectDisposedException
        || (failure is OperationCanceledException && !stopping.IsCancellationRequested);

    /// <summary>As people read it; RabbitMQ.Client (7.2.2) cancels what the broker has not answered in time.</summary>
    public static string Reason(Exception failure) => failure.GetBaseException() is OperationCanceledException or TimeoutException ? "no answer in time" : failure.GetBaseException().Message.TrimEnd('.');
}
