using MassTransit;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>Says in the log which node of RabbitMQ the bus is connected to, once at the start and whenever it has become another.</summary>
internal sealed partial class BrokerWatch(BrokerRing ring, ILogger<BrokerWatch> log) : IReceiveEndpointObserver
{
    private readonly Lock _turn = new();
    private string? _told;

    /// <summary>Every queue's endpoint comes by here, on the one connection that they share.</summary>
    public Task Ready(ReceiveEndpointReady ready)
    {
        lock (_turn)
        {
            if (ring.Latest is not { } now || now == _told)
                return Task.CompletedTask;
            if (_told is { } before)
                Changed(now, before);
            else
                Connected(now);
            _told = now;
        }
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;

    [LoggerMessage(EventId = 208, Level = LogLevel.Information, Message = "Connected to RabbitMQ at {Node}")]
    private partial void Connected(string node);

    [LoggerMessage(EventId = 209, Level = LogLevel.Warning, Message = "Connected to RabbitMQ at {Node}, and no longer at {Before}")]
    private partial void Changed(string node, string before);
}
