using System.Data.Common;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using MassTransit;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>Publishes what committed transactions have put into the outbox: at once when woken, and by looking every second for what other processes left.</summary>
internal sealed partial class OutboxDispatcher(OutboxReader outbox, OutboxSignal signal, IBus bus, ILogger<OutboxDispatcher> log) : BackgroundService
{
    private const int BatchSize = 100;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, Type> Contracts = new[]
    {
        typeof(ImageStored), typeof(ReportRecorded), typeof(SegmentationRequested), typeof(SegmentationCreated), typeof(SegmentationStored),
        typeof(SegmentationWithdrawn), typeof(LabelSubmitted), typeof(LabelAccepted), typeof(RetrainRequested), typeof(CandidateTrained), typeof(TrainingFailed),
    }.ToDictionary(type => type.Name);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var sent = 0;
            try
            {
                sent = (await outbox.DispatchAsync(BatchSize, PublishAsync, stoppingToken).ConfigureAwait(false)).Dispatched;
            }
            catch (DbException away)
            {
                // The database is away: it comes back, and the messages wait in it.
                Postponed(away.Message);
            }
            if (sent == 0)
                await signal.WaitAsync(Idle, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <returns>Null when the broker has the message, else why not; it then stays in the outbox.</returns>
    private async Task<string?> PublishAsync(OutboxMessage message, CancellationToken cancellation)
    {
        if (!Contracts.TryGetValue(message.Type, out var contract))
            return $"This version does not know messages of type {message.Type}; a newer worker will send it.";
        try
        {
            await bus.Publish(Outbox.Open(message, contract), contract, publish => publish.MessageId = message.MessageId, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (failure is MassTransitException or IOException or TimeoutException)
        {
            Postponed(failure.Message);
            return failure.Message;
        }
    }

    [LoggerMessage(EventId = 201, Level = LogLevel.Warning, Message = "Messages wait in the outbox: {Reason}")]
    private partial void Postponed(string reason);
}
