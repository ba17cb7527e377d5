using System.Diagnostics.Metrics;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>How deep the broker's queues are, asked every quarter of a minute by looking at each without touching it.</summary>
internal sealed partial class QueueMeter : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);
    private readonly Meter _meter;
    private readonly BrokerOptions _options;
    private readonly SiteCertificates _certificates;
    private readonly TimeProvider _clock;
    private readonly ILogger<QueueMeter> _log;
    private IReadOnlyList<QueueDeclareOk> _queues = [];
    private bool _isBlind;

    public QueueMeter(IMeterFactory meters, IOptions<BrokerOptions> options, SiteCertificates certificates, TimeProvider clock, ILogger<QueueMeter> log)
    {
        (_options, _certificates, _clock, _log) = (options.Value, certificates, clock, log);
        _meter = meters.Create("CausalClipSeg.Messaging");
        _meter.CreateObservableGauge("causalclipseg.queue.messages", () => _queues.Select(queue => Measure(queue, queue.MessageCount)), "{message}", "Messages that wait in a queue of the broker.");
        _meter.CreateObservableGauge("causalclipseg.queue.consumers", () => _queues.Select(queue => Measure(queue, queue.ConsumerCount)), "{consumer}", "Consumers of a queue, over all processes.");
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, _clock);
        // The first look comes after the endpoints have declared their queues.
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                _queues = await LookAsync(stoppingToken).ConfigureAwait(false);
                _isBlind = false;
            }
            catch (Exception away) when (BrokerAway.Is(away, stoppingToken))
            {
                _queues = [];
                if (!_isBlind && away is not BrokerUnreachableException)
                    CouldNotLook(BrokerAway.Reason(away));
                _isBlind = true;
            }
        }
    }

    private static Measurement<long> Measure(QueueDeclareOk queue, uint value) => new(value, new KeyValuePair<string, object?>("queue", queue.QueueName));

    private async Task<IReadOnlyList<QueueDeclareOk>> LookAsync(CancellationToken cancellation)
    {
        await using var connection = await BrokerConnection.OpenAsync(_options, _certificates.Of(BrokerOptions.TlsSection, _options.Identity()), "queue meter", cancellation).ConfigureAwait(false);
        var found = new List<QueueDeclareOk>();
        foreach (var name in MessageQueues.Names(_options.QueuePrefix).Append(DeadLetterExchange.NameFor(_options)))
            if (await LookAsync(connection, name, cancellation).ConfigureAwait(false) is { } queue)
                found.Add(queue);
        return found;
    }

    /// <summary>A queue whose role has never run is not there; the broker closes the channel for asking.</summary>
    private static async Task<QueueDeclareOk?> LookAsync(IConnection connection, string name, CancellationToken cancellation)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
        try
        {
            return await channel.QueueDeclarePassiveAsync(name, cancellation).ConfigureAwait(false);
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 206, Level = LogLevel.Warning, Message = "The queues could not be looked at: {Reason}")]
    private partial void CouldNotLook(string reason);
}
