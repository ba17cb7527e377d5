using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace CausalClipSeg.Tests;

/// <summary>A publisher that knows nothing of MassTransit: plain JSON to a queue, confirmed by the broker.</summary>
internal static class Amqp
{
    public static Task Publish(Uri broker, string queue, object message) => PublishText(broker, queue, JsonSerializer.Serialize(message, JsonSerializerOptions.Web));

    public static async Task PublishText(Uri broker, string queue, string body, Guid? messageId = null, string? contentType = null)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), TestContext.Current.CancellationToken);
        var properties = new BasicProperties { MessageId = messageId?.ToString(), ContentType = contentType };
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);
    }
}
