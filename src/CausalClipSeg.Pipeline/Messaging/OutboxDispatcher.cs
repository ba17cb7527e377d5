using System.Data.Common;
using System.Text;
using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>Publishes what committed transactions have put into the outbox: at once when woken, and by looking every second for what other processes left.</summary>
internal sealed partial class OutboxDispatcher(
    OutboxReader outbox, OutboxSignal signal, MessagePublisher publisher, DeadLetters letters, StageTelemetry stages, ILogger<OutboxDispatcher> log) : BackgroundService
{
    private const int BatchSize = 100;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <summary>Header of every message: the version of its contract.</summary>
    public const string VersionHeader = "causalclipseg-contract-version";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await publisher.ReadyAsync(stoppingToken).ConfigureAwait(false);
        string? told = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var sent = 0;
            try
            {
                var result = await outbox.DispatchAsync(BatchSize, PublishAsync, stoppingToken).ConfigureAwait(false);
                (sent, told) = (result.Dispatched, null);
                if (result.Error is { } reason)
                    Postponed(result.Failed, reason);
            }
            catch (Exception away) when (away is DbException or DbUpdateException)
            {
                // The database is away: it comes back, and the messages wait in it.
                if (told != away.Message)
                    CouldNotLook(told = away.Message);
            }
            if (sent == 0)
                await signal.WaitAsync(Idle, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <returns>Null when the broker has the message, else why not; it then stays in the outbox.</returns>
    private async Task<string?> PublishAsync(OutboxMessage message, CancellationToken cancellation)
    {
        if (!MessageQueues.Contracts.TryGetValue(message.Type, out var contract))
            return $"This version does not know messages of type {message.Type}; a newer worker will send it.";
        if (Open(message, contract) is not { } content)
            return await SetAsideAsync(message, cancellation).ConfigureAwait(false);
        using var span = stages.Publish(message.Type, TraceContext.Parse(message.TraceParent))?.SetTag("messaging.message.id", message.MessageId.ToString());
        return await publisher.PublishAsync(content, contract, publish => Address(publish, message), cancellation).ConfigureAwait(false);
    }

    /// <returns>Null for a body that is not what its type says: written by another program, or by a version whose contract was another.</returns>
    private static object? Open(OutboxMessage message, Type contract)
    {
        try
        {
            return Outbox.Open(message, contract);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidDataException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>What can never be sent makes way for the others and waits for a person, as a dead letter.</summary>
    private async Task<string?> SetAsideAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var reason = $"The outbox held a {message.Type} that cannot be read as one; nothing was sent. Drop it, or retry it with the version that wrote it.";
        try
        {
            await letters.RecordAsync(new(MessageQueues.NameOf(message.Type), reason, message.MessageId, Encoding.UTF8.GetBytes(message.Body)), cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception later) when (later is IOException or UnauthorizedAccessException or DbException or DbUpdateException)
        {
            return later.Message;
        }
    }

    /// <summary>A message that must have an effect comes back from RabbitMQ when no queue takes it (a role that has never run), and waits here.</summary>
    private static void Address(PublishContext publish, OutboxMessage message)
    {
        publish.MessageId = message.MessageId;
        publish.Headers.Set(VersionHeader, message.ContractVersion);
        if (publish.TryGetPayload<RabbitMqSendContext>(out var rabbit))
            rabbit.Mandatory = MessageQueues.ConsumersByType.ContainsKey(message.Type);
    }

    [LoggerMessage(EventId = 201, Level = LogLevel.Warning, Message = "{Messages} messages wait in the outbox: {Reason}")]
    private partial void Postponed(int messages, string reason);

    [LoggerMessage(EventId = 207, Level = LogLevel.Warning, Message = "The outbox could not be looked into, and its messages wait: {Reason}")]
    private partial void CouldNotLook(string reason);
}
