using System.Net;
using System.Net.Sockets;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RabbitMQ.Client.Exceptions;

namespace CausalClipSeg.Tests;

/// <summary>A broker whose connection ends in the middle of a frame, as when a cable or a proxy gives way.</summary>
public sealed class BrokerSocketTests(RealServers servers)
{
    private const int ProtocolHeader = 8;

    /// <summary>Type, channel and half of the size (AMQP 0-9-1, 2.3.5): no more comes.</summary>
    private static readonly byte[] HalfOfAFrameHeader = [1, 0, 0, 0, 0];

    [Fact]
    public async Task A_connection_that_ends_within_a_frame_is_known_to_have_ended()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener);
        var options = new BrokerOptions { RabbitMq = $"amqp://guest:guest@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/" };

        var opening = BrokerConnection.OpenAsync(options, options.Identity(), "a test", TestContext.Current.CancellationToken);

        // The client itself would give up the opening after half a minute, and an open connection never.
        await Should.ThrowAsync<BrokerUnreachableException>(() => opening.WaitAsync(TimeSpan.FromSeconds(25), TestContext.Current.CancellationToken));
        await answering;
    }

    [Fact]
    public async Task Dead_letters_whose_channel_broke_take_one_connection_and_not_one_more_each_time()
    {
        var rabbit = await servers.RabbitMq();
        var options = new BrokerOptions { RabbitMq = (await rabbit.CreateVirtualHost("dead-letter-connections")).ToString() };
        await using var pipeline = await IdlePipeline.Create("dead-letter-connections");
        using var letters = new DeadLetterExchange(Options.Create(options), new SiteCertificates(), pipeline.Services.GetRequiredService<DeadLetters>(), NullLogger<DeadLetterExchange>.Instance);
        await letters.PublishAsync(Letter(), TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
        {
            await using (var connection = await BrokerConnection.OpenAsync(options, options.Identity(), "a test", TestContext.Current.CancellationToken))
            await using (var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken))
                await channel.ExchangeDeleteAsync(DeadLetterExchange.NameFor(options), cancellationToken: TestContext.Current.CancellationToken);
            // The broker closes the channel of who publishes to nowhere.
            await Should.ThrowAsync<Exception>(() => letters.PublishAsync(Letter(), TestContext.Current.CancellationToken));
            await letters.PublishAsync(Letter(), TestContext.Current.CancellationToken);
        }
        await Eventually.True("one connection", async () => (await rabbit.Control("list_connections", "vhost")).Split('\n').Count(line => line.Trim() == "dead-letter-connections") == 1);

        static DeadLetter Letter() => new("causalclipseg.report-arrived", "a test", Guid.NewGuid(), new byte[4]);
    }

    private static async Task AnswerAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await client.GetStream().ReadExactlyAsync(new byte[ProtocolHeader], TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(HalfOfAFrameHeader, TestContext.Current.CancellationToken);
    }
}
