using System.Net;
using System.Net.Sockets;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests;

/// <summary>A broker that lets everybody in and answers no question after that, as the nodes of a cluster do while one of them hangs.</summary>
public sealed class SilentBrokerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_that_lets_us_in_and_then_stays_silent_is_told_and_ends_no_part_of_the_service()
    {
        await using var broker = new SilentBroker();
        // The silence is not to be taken for a dead connection.
        var options = Options.Create(new BrokerOptions { RabbitMq = $"amqp://guest:guest@127.0.0.1:{broker.Port}/", HeartbeatSeconds = 120 });
        await using var pipeline = await IdlePipeline.Create("silent-broker");
        using var log = new CapturedLog();
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var letters = new DeadLetterExchange(options, new SiteCertificates(), pipeline.Services.GetRequiredService<DeadLetters>(), logs.CreateLogger<DeadLetterExchange>());
        using var meter = ActivatorUtilities.CreateInstance<QueueMeter>(pipeline.Services, options, new SiteCertificates(), logs.CreateLogger<QueueMeter>());

        await letters.StartAsync(Cancel);
        await meter.StartAsync(Cancel);

        await Eventually.True("both have waited in vain", () => Task.FromResult(letters.ExecuteTask!.IsCompleted || meter.ExecuteTask!.IsCompleted || (letters.Problem is not null && log.Lines.Count > 0)), TimeSpan.FromMinutes(3));
        letters.Problem.ShouldBe($"RabbitMQ at 127.0.0.1:{broker.Port}: no answer in time");
        log.Lines.ShouldBe(["Warning: The queues could not be looked at: no answer in time"]);
        (letters.ExecuteTask!.IsCompleted, meter.ExecuteTask!.IsCompleted).ShouldBe((false, false));
        await letters.StopAsync(Cancel);
        await meter.StopAsync(Cancel);
    }

    /// <summary>Answers the handshake (AMQP 0-9-1, 2.2.4) and nothing else.</summary>
    private sealed class SilentBroker : IAsyncDisposable
    {
        private const int ProtocolHeader = 8, FrameHeader = 7;

        /// <summary>Class and method, then their arguments: no server properties, PLAIN, en_US; no limits and no heartbeat; a reserved one.</summary>
        private static readonly byte[] _start = [0, 10, 0, 10, 0, 9, 0, 0, 0, 0, 0, 0, 0, 5, .. "PLAIN"u8, 0, 0, 0, 5, .. "en_US"u8],
            _tune = [0, 10, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0], _openOk = [0, 10, 0, 41, 0];

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _accepting;

        public SilentBroker()
        {
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _accepting;
            _listener.Dispose();
            _stop.Dispose();
        }

        private async Task AcceptAsync()
        {
            var serving = new List<Task>();
            try
            {
                while (true)
                    serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(serving);
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using var ends = client;
            try
            {
                var stream = client.GetStream();
                await stream.ReadExactlyAsync(new byte[ProtocolHeader], _stop.Token);
                await stream.WriteAsync(Frame(_start), _stop.Token);
                await ReadFrameAsync(stream); // start-ok
                await stream.WriteAsync(Frame(_tune), _stop.Token);
                await ReadFrameAsync(stream); // tune-ok
                await ReadFrameAsync(stream); // open
                await stream.WriteAsync(Frame(_openOk), _stop.Token);
                while (true)
                    await ReadFrameAsync(stream);
            }
            catch (Exception over) when (over is OperationCanceledException or IOException)
            {
                // The test is over, or the client has hung up.
            }
        }

        private static byte[] Frame(byte[] method) => [1, 0, 0, 0, 0, 0, (byte)method.Length, .. method, 0xCE];

        private async Task ReadFrameAsync(NetworkStream stream)
        {
            var header = new byte[FrameHeader];
            await stream.ReadExactlyAsync(header, _stop.Token);
            await stream.ReadExactlyAsync(new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(3)) + 1], _stop.Token);
        }
    }
}
