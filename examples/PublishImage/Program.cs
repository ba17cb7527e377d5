// Tells CausalClipSeg.Pipeline that an image exists, as plain JSON.
// usage: PublishImage amqp://user:password@host:5672/vhost STUDY_INSTANCE_UID SOP_INSTANCE_UID FILE
using System.Text.Json;
using RabbitMQ.Client;

if (args is not [var broker, var studyInstanceUid, var sopInstanceUid, var path])
{
    Console.Error.WriteLine("usage: PublishImage BROKER STUDY_INSTANCE_UID SOP_INSTANCE_UID FILE");
    return 2;
}
await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
// With confirmations, publishing an event that no queue takes is an exception, not a loss.
await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
var body = JsonSerializer.SerializeToUtf8Bytes(new { studyInstanceUid, sopInstanceUid, path });
await channel.BasicPublishAsync("", "causalclipseg.image-arrived", mandatory: true, new BasicProperties { Persistent = true }, body);
return 0;
