using System.Text;
using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.EntityFrameworkCore;
using RabbitMQ.Client;

namespace CausalClipSeg.Tests;

/// <summary>The workflow request of MONAI Deploy's Informatics Gateway, as it publishes it, becomes image events.</summary>
public sealed class MonaiGatewayTests(RealServers servers)
{
    private const string Exchange = "monaideploy";
    private static readonly SyntheticCase Opacity = new(951, 401, 403) { RightZones = LungZones.Lower };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payload_in_the_gateways_storage_becomes_a_segmentation_and_one_without_images_a_refusal()
    {
        await using var storage = new TemporaryFolder("monai");
        var (pipeline, broker) = await PipelineUnderTest.Real(servers, ("Intake:Monai:Exchange", Exchange), ("Intake:Monai:Folder", storage.Path), ("Intake:SharedFolders:0", storage.Path));
        await using var _ = pipeline;
        var study = SyntheticStudy.Of(Opacity);
        var payload = Guid.NewGuid();
        var path = $"dcm/{study.StudyInstanceUid}/{study.SeriesInstanceUid}/{study.SopInstanceUid}.dcm";
        storage.Folder("payloads", payload.ToString(), Path.GetDirectoryName(path)!);
        await pipeline.WriteImage(Opacity, storage.File("payloads", payload.ToString(), path));
        await Publish(broker, payload, path, $"{path}.json");
        await Publish(broker, payload, path, $"{path}.json");
        await pipeline.SendReport(SyntheticHl7.Encode(Opacity));

        var done = await pipeline.CaseAtRest(study.SopInstanceUid);
        done.State.ShouldBe(CaseState.Delivered, done.Reason);
        (await pipeline.Read(db => db.SourceImages.SingleAsync())).Source.ShouldBe("AMQP");

        await Publish(broker, Guid.NewGuid(), "ehr/report.txt", "ehr/report.txt.json");
        (await pipeline.Refused("MONAI")).Reason.ShouldContain("names no file dcm/STUDY/SERIES/INSTANCE.dcm");
    }

    private static async Task Publish(Uri broker, Guid payload, string path, string metadata)
    {
        var body = JsonSerializer.Serialize(new
        {
            payload_id = payload, workflows = Array.Empty<string>(), file_count = 1, correlation_id = Guid.NewGuid().ToString(), bucket = "payloads",
            trigger = new { dataService = "DIMSE", source = "MODALITY", destination = "MONAI" }, data_origins = Array.Empty<object>(),
            timestamp = DateTime.UtcNow, payload = new[] { new { path, metadata } },
        });
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Token);
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: Token);
        var properties = new BasicProperties
        {
            Persistent = true, ContentType = "application/json", MessageId = Guid.NewGuid().ToString(), AppId = "16988a78-87b5-4168-a5c3-2cfc2bab8e54",
            CorrelationId = Guid.NewGuid().ToString(), Type = "WorkflowRequestEvent", Timestamp = new AmqpTimestamp(DateTimeOffset.UtcNow.ToUnixTimeSeconds()),
        };
        await channel.BasicPublishAsync(Exchange, "md.workflow.request", mandatory: true, properties, Encoding.UTF8.GetBytes(body), Token);
    }
}
