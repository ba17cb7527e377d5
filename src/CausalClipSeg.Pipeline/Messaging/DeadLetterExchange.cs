using System.Data.Common;
using System.Text;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// One exchange and one quorum queue for every dead letter on RabbitMQ: what a consumer gave up carries the reason in its headers, what the broker gave up (the
/// delivery limit) carries x-death. Both are taken from there into the database.
/// </summary>
internal sealed partial class DeadLetterExchange(IOptions<BrokerOptions> options, SiteCertificates certificates, DeadLetters letters, ILogger<DeadLetterExchange> log) : BackgroundService
{
    public const string ReasonHeader = "causalclipseg-reason";
    public const string QueueHeader = "causalclipseg-queue";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2), Confirmation = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _publishing = new(1, 1);
    private string? _node;
    private IConnection? _connection;
    private IChannel? _channel;

    private string Name => NameFor(options.Value);

    /// <summary>Why RabbitMQ cannot be worked with; null while it can, and before the first try.</summary>
    public string? Problem { get; private set; }

    public static string NameFor(BrokerOptions broker) => $"{broker.QueuePrefix}dead-letters";

    /// <summary>Returns when the broker has confirmed it; throws when not, and the message then goes back to its own queue.</summary>
    public async Task PublishAsync(DeadLetter letter, CancellationToken cancellation)
    {
        await _publishing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_channel is not { IsOpen: true })
            {
                LetGo();
                _connection = await ConnectAsync(cancellation).ConfigureAwait(false);
                _channel = await OpenAsync(_connection, cancellation).ConfigureAwait(false);
            }
            var properties = new BasicProperties
            {
                Persistent = true,
                MessageId = letter.MessageId.ToString(),
                Headers = new Dictionary<string, object?> { [ReasonHeader] = letter.Reason, [QueueHeader] = letter.Queue },
            };
            await _channel.BasicPublishAsync(Name, "", mandatory: true, properties, letter.Body, cancellation).AsTask().WaitAsync(Confirmation, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Whatever it waits for, this channel does not come back; the next letter opens another.
            LetGo();
            throw;
        }
        finally
        {
            _publishing.Release();
        }
    }

    public override void Dispose()
    {
        _channel?.Dispose();
        _connection?.Dispose();
        _publishing.Dispose();
        base.Dispose();
    }

    /// <summary>Ends the connection, so that another takes its place. Closing may wait, and nobody waits for that.</summary>
    private void LetGo()
    {
        _ = _connection?.AbortAsync(CancellationToken.None);
        (_connection, _channel) = (null, null);
    }

    /// <summary>Collects for as long as the process runs; a broker that is away is asked again.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CollectAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception away) when (BrokerAway.Is(away, stoppingToken))
            {
                Problem = away is BrokerUnreachableException ? away.GetBaseException().Message : $"RabbitMQ at {_node}: {BrokerAway.Reason(away)}";
            }
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task CollectAsync(CancellationToken stopping)
    {
        await using var connection = await ConnectAsync(stopping).ConfigureAwait(false);
        _node = BrokerConnection.NameOf(connection.Endpoint);
        await using var channel = await OpenAsync(connection, stopping).ConfigureAwait(false);
        await channel.BasicQosAsync(0, 16, global: false, stopping).ConfigureAwait(false);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) =>
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        };
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => TakeAsync(channel, delivery, stopping);
        await channel.BasicConsumeAsync(Name, autoAck: false, consumer, stopping).ConfigureAwait(false);
        Problem = null;
        await ended.Task.WaitAsync(stopping).ConfigureAwait(false);
    }

    private async Task TakeAsync(IChannel channel, BasicDeliverEventArgs delivery, CancellationToken stopping)
    {
        var letter = Read(delivery);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await letters.RecordAsync(letter, stopping).ConfigureAwait(false);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, stopping).ConfigureAwait(false);
                return;
            }
            catch (Exception failure) when (Outage.Is(failure) || failure is DbException or DbUpdateException or IOException or UnauthorizedAccessException)
            {
                Away(failure.Message);
                await Task.Delay(Pause, stopping).ConfigureAwait(false);
            }
        }
    }

    private static DeadLetter Read(BasicDeliverEventArgs delivery)
    {
        var body = delivery.Body.ToArray();
        var headers = delivery.BasicProperties.Headers ?? new Dictionary<string, object?>();
        var id = Guid.TryParse(delivery.BasicProperties.MessageId, out var known) ? known : new Guid(System.Security.Cryptography.SHA256.HashData(body).AsSpan(0, 16));
        if (Text(headers, ReasonHeader) is { } reason)
            return new DeadLetter(Text(headers, QueueHeader) ?? "", reason, id, body);
        var death = headers.TryGetValue("x-death", out var deaths) && deaths is List<object> { Count: > 0 } list && list[0] is IDictionary<string, object?> first ? first : headers;
        return new DeadLetter(Text(death, "queue") ?? delivery.RoutingKey, GivenUp(Text(death, "reason")), id, body);
    }

    /// <summary>The broker's own words for it (x-death): our queues have no limits but that of deliveries, so the others are a policy's.</summary>
    private static string GivenUp(string? reason) => reason switch
    {
        "expired" => "The broker gave it up (expired): it had waited longer than a policy lets it. Take message-ttl out of the policies of our queues, then retry it.",
        "maxlen" => "The broker gave it up (maxlen): its queue was longer than a policy lets it be. Take max-length out of the policies of our queues, then retry it.",
        _ => $"The broker gave it up ({reason ?? "no reason given"}): it was delivered again and again and never handled; each worker that had it ended.",
    };

    private static string? Text(IDictionary<string, object?> headers, string name) =>
        headers.TryGetValue(name, out var value) ? value switch { byte[] bytes => Encoding.UTF8.GetString(bytes), string text => text, _ => null } : null;

    private Task<IConnection> ConnectAsync(CancellationToken cancellation) =>
        BrokerConnection.OpenAsync(options.Value, certificates.Of(BrokerOptions.TlsSection, options.Value.Identity()), "dead letters", cancellation);

    private async Task<IChannel> OpenAsync(IConnection connection, CancellationToken cancellation)
    {
        var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation).ConfigureAwait(false);
        await channel.ExchangeDeclareAsync(Name, ExchangeType.Fanout, durable: true, cancellationToken: cancellation).ConfigureAwait(false);
        await channel.QueueDeclareAsync(
            Name, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: cancellation).ConfigureAwait(false);
        await channel.QueueBindAsync(Name, Name, "", cancellationToken: cancellation).ConfigureAwait(false);
        return channel;
    }

    [LoggerMessage(EventId = 204, Level = LogLevel.Warning, Message = "Dead letters wait in their queue: {Reason}")]
    private partial void Away(string reason);
}
