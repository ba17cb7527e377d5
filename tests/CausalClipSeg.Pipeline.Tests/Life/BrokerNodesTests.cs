using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CausalClipSeg.Tests;

/// <summary>Which of several nodes is tried, by what name it is believed, and what is said when none lets us in.</summary>
public sealed class BrokerNodesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("amqp://u:p@one/v", "one:5672, two:5672, three:1234, [::1]:5672, [::2]:77", "Two", "three:1234", "::1", "[::2]:77", "one:5672")]
    [InlineData("amqps://u:p@one:6000/", "one:6000, two:5671, one:5671", "two", "one")]
    [InlineData("amqp://u:p@[::1]/", "[::1]:5672")]
    public void A_node_without_a_port_has_that_of_the_scheme_and_counts_once(string rabbit, string nodes, params string[] others)
    {
        var options = new BrokerOptions { RabbitMq = rabbit };
        foreach (var other in others)
            options.Nodes.Add(other);

        string.Join(", ", options.AllNodes()).ShouldBe(nodes);
    }

    [Fact]
    public void Each_attempt_begins_with_the_node_after_the_one_that_was_tried_last()
    {
        var ring = new BrokerRing(new BrokerOptions { RabbitMq = "amqp://one/", Nodes = { "two", "three" } }, null);
        var first = ring.All().Select(node => node.HostName).ToList();
        first.Order().ShouldBe(["one", "three", "two"]);

        ring.All().First().HostName.ShouldBe(first[0]);
        ring.Latest.ShouldBe($"{first[0]}:5672");
        ring.All().Select(node => node.HostName).ShouldBe([first[1], first[2], first[0]]);
    }

    [Fact]
    public async Task Where_no_node_lets_us_in_each_is_named_with_its_reason()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        var hangsUp = HangUpAsync(deaf);
        int first = FreePort.Next(), last = FreePort.Next(), between = ((IPEndPoint)deaf.LocalEndpoint).Port;
        var options = new BrokerOptions { RabbitMq = $"amqp://guest:guest@127.0.0.1:{first}/", Nodes = { $"127.0.0.1:{between}", $"127.0.0.1:{last}" } };

        var failure = await Should.ThrowAsync<BrokerUnreachableException>(() => BrokerConnection.OpenAsync(options, options.Identity(), "a test", Cancel));

        failure.GetBaseException().Message.ShouldSatisfyAllConditions(
            said => said.ShouldStartWith($"RabbitMQ at 127.0.0.1:{first}, 127.0.0.1:{last}: Connection refused; 127.0.0.1:{between}: "), said => said.ShouldNotContain("guest"));
        await hangsUp;
    }

    [Fact]
    public async Task A_node_is_believed_by_a_certificate_of_its_own_name_and_not_by_one_of_another_node()
    {
        using var authority = new TestAuthority();
        await using var byAddress = new TlsNode(authority, "127.0.0.1");
        await using var byName = new TlsNode(authority, "localhost");
        await using var pretender = new TlsNode(authority, "127.0.0.1");
        var options = new BrokerOptions
        {
            RabbitMq = $"amqps://guest:guest@127.0.0.1:{byAddress.Port}/", Nodes = { $"localhost:{byName.Port}", $"localhost:{pretender.Port}" },
            Tls = new TlsOptions { Enabled = true, Authorities = authority.CertificateFile },
        };
        var ring = new BrokerRing(options, options.Identity());
        var factory = new ConnectionFactory { AutomaticRecoveryEnabled = false, SocketFactory = BrokerSocket.Create };

        // As the bus does it: an attempt for each node, until one that is believed has been greeted and hangs up.
        for (var i = 0; i < 3; i++)
            await Should.ThrowAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync(ring, "a test", Cancel));
        (byAddress.Greetings, byName.Greetings, pretender.Greetings).ShouldSatisfyAllConditions(
            greeted => greeted.Item1.ShouldBePositive(), greeted => greeted.Item2.ShouldBePositive(), greeted => greeted.Item3.ShouldBe(0));
        var failure = await Should.ThrowAsync<BrokerUnreachableException>(() => BrokerConnection.OpenAsync(options, options.Identity(), "a test", Cancel));
        failure.GetBaseException().Message.ShouldContain($"localhost:{pretender.Port}: The remote certificate was rejected");
        pretender.Greetings.ShouldBe(0);
    }

    private static async Task HangUpAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancel);
    }

    /// <summary>Does TLS with a certificate for one host, and counts who then says that it speaks AMQP; more it does not say itself.</summary>
    private sealed class TlsNode : IAsyncDisposable
    {
        private const int ProtocolHeader = 8;
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly X509Certificate2 _certificate;
        private readonly Task _serving;
        private int _greetings;

        public TlsNode(TestAuthority authority, string host)
        {
            _listener.Start();
            var (certificate, key) = authority.IssueFor($"node{Port}", host);
            _certificate = X509Certificate2.CreateFromPemFile(certificate, key);
            _serving = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Greetings => Volatile.Read(ref _greetings);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _serving;
            _listener.Dispose();
            _certificate.Dispose();
            _stop.Dispose();
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                    await GreetAsync(client);
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }

        private async Task GreetAsync(TcpClient client)
        {
            try
            {
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                await tls.ReadExactlyAsync(new byte[ProtocolHeader], _stop.Token);
                Interlocked.Increment(ref _greetings);
            }
            catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client did not believe it.
            }
        }
    }
}
