using System.Net;
using System.Net.Sockets;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using RabbitMQ.Client.Exceptions;

namespace CausalClipSeg.Tests;

/// <summary>A broker whose connection ends in the middle of a frame, as when a cable or a proxy gives way.</summary>
public sealed class BrokerSocketTests
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

        var opening = BrokerConnection.OpenAsync(options, "a test", TestContext.Current.CancellationToken);

        // The client itself would give up the opening after half a minute, and an open connection never.
        await Should.ThrowAsync<BrokerUnreachableException>(() => opening.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken));
        await answering;
    }

    private static async Task AnswerAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await client.GetStream().ReadExactlyAsync(new byte[ProtocolHeader], TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(HalfOfAFrameHeader, TestContext.Current.CancellationToken);
    }
}
