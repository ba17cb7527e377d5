using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace CausalClipSeg.Tests;

/// <summary>Messages that RabbitMQ drops because a policy of the site tells it to.</summary>
public sealed class DroppedByTheBrokerTests(RealServers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("x-message-ttl", 1, "The broker gave it up (expired): it had waited longer than a policy lets it.")]
    [InlineData("x-max-length", 0, "The broker gave it up (maxlen): its queue was longer than a policy lets it be.")]
    public async Task A_message_that_a_policy_drops_is_a_dead_letter_that_names_what_to_take_out_of_the_policy(string limit, int value, string reason)
    {
        var broker = await (await servers.RabbitMq()).CreateVirtualHost($"dropped-{Guid.NewGuid():n}");
        await using var pipeline = await IdlePipeline.Create("dropped");
        using var letters = new DeadLetterExchange(
            Options.Create(new BrokerOptions { RabbitMq = broker.ToString() }), new SiteCertificates(), pipeline.Services.GetRequiredService<DeadLetters>(), NullLogger<DeadLetterExchange>.Instance);
        await letters.StartAsync(Cancel);
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(Cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await channel.ExchangeDeclareAsync("causalclipseg.dead-letters", ExchangeType.Fanout, durable: true, cancellationToken: Cancel);
        // Who consumes it has bound it: before, the exchange throws away what it is given.
        await Eventually.True("the consumer of dead letters", async () =>
        {
            await using var look = await connection.CreateChannelAsync(cancellationToken: Cancel);
            return await look.ConsumerCountAsync("causalclipseg.dead-letters", Cancel).ContinueWith(asked => asked.IsCompletedSuccessfully && asked.Result > 0, TaskScheduler.Default);
        });
        await channel.QueueDeclareAsync("causalclipseg.report-arrived", durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { [limit] = value, ["x-dead-letter-exchange"] = "causalclipseg.dead-letters" }, cancellationToken: Cancel);

        await Amqp.PublishText(broker, "causalclipseg.report-arrived", "{}");

        var refusal = await Eventually.Get("the dead letter", () => pipeline.Store.ReadAsync(db => db.Refusals.SingleOrDefaultAsync(Cancel), Cancel));
        (refusal.Queue, refusal.Reason).ShouldSatisfyAllConditions(letter => letter.Queue.ShouldBe("causalclipseg.report-arrived"), letter => letter.Reason.ShouldStartWith(reason));
        await letters.StopAsync(CancellationToken.None);
    }
}
