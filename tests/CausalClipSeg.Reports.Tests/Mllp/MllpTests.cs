using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CausalClipSeg.Reports.Mllp;
using CausalClipSeg.Reports.Tests.Hl7;

namespace CausalClipSeg.Reports.Tests.Mllp;

public sealed class MllpTests
{
    private readonly ConcurrentQueue<string> _received = [];
    private readonly ConcurrentQueue<string> _incidents = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_messages_on_one_connection_are_answered_in_order()
    {
        await using var listener = Listen();
        using var client = await MllpClient.ConnectAsync(listener.LocalEndpoint, cancellation: Cancel);
        for (var i = 0; i < 50; i++) Encoding.UTF8.GetString(await client.SendAsync(Encoding.UTF8.GetBytes($"message {i}"), Cancel)).ShouldBe($"ack message {i}");
        _received.Count.ShouldBe(50);
    }

    [Fact]
    public async Task A_message_sent_byte_by_byte_arrives_whole_with_its_characters()
    {
        await using var listener = Listen();
        var message = Messages.Oru(Messages.Text(1, "Größe 肺炎 \u20AC"));
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(listener.LocalEndpoint, Cancel);
        foreach (var one in MllpFrame.Wrap(Encoding.UTF8.GetBytes(message))) await client.GetStream().WriteAsync(new[] { one }, Cancel);
        (await ReadFrame(client.GetStream())).ShouldStartWith("ack ");
        _received.ShouldHaveSingleItem().ShouldBe(message);
    }

    [Fact]
    public async Task Frames_that_arrive_together_are_told_apart_even_without_the_carriage_return()
    {
        await using var listener = Listen();
        using var client = new TcpClient();
        await client.ConnectAsync(listener.LocalEndpoint, Cancel);
        byte[] together = [.. MllpFrame.Wrap("one"u8), MllpFrame.Start, .. "two"u8, MllpFrame.End, .. MllpFrame.Wrap("three"u8)];
        await client.GetStream().WriteAsync(together, Cancel);
        for (var i = 0; i < 3; i++) await ReadFrame(client.GetStream());
        _received.ShouldBe(["one", "two", "three"]);
    }

    [Fact]
    public async Task Garbage_between_frames_is_skipped_and_reported()
    {
        await using var listener = Listen();
        using var client = new TcpClient();
        await client.ConnectAsync(listener.LocalEndpoint, Cancel);
        await client.GetStream().WriteAsync((byte[])[.. "GET / HTTP/1.1\r\n\r\n"u8, .. MllpFrame.Wrap("good"u8)], Cancel);
        (await ReadFrame(client.GetStream())).ShouldBe("ack good");
        _incidents.ShouldContain(sentence => sentence.Contains("outside any MLLP frame"));
    }

    [Fact]
    public async Task A_message_that_begins_inside_another_is_taken_without_the_one_that_broke_off()
    {
        await using var listener = Listen();
        using var client = new TcpClient();
        await client.ConnectAsync(listener.LocalEndpoint, Cancel);
        await client.GetStream().WriteAsync((byte[])[MllpFrame.Start, .. "MSH|broken off in the midd"u8, .. MllpFrame.Wrap("MSH|whole with a \vtab"u8)], Cancel);
        (await ReadFrame(client.GetStream())).ShouldBe("ack MSH|whole with a \vtab");
        _received.ShouldBe(["MSH|whole with a \vtab"]);
        _incidents.ShouldContain(sentence => sentence.Contains("broke off after 26 bytes") && sentence.Contains("must send it again"));
    }

    [Fact]
    public async Task A_message_beyond_the_limit_is_refused_with_the_limit_and_the_line_closed()
    {
        await using var listener = Listen(new() { Endpoint = Any, MaxMessageBytes = 2000, OnIncident = Note });
        using var client = await MllpClient.ConnectAsync(listener.LocalEndpoint, cancellation: Cancel);
        var reply = Encoding.UTF8.GetString(await client.SendAsync(Messages.Bytes(Messages.Oru(Messages.Text(1, new string('x', 20_000)))), Cancel));
        reply.ShouldContain("MSA|AE|MSG1|");
        reply.ShouldContain("2000 bytes");
        _received.ShouldBeEmpty();
        await Should.ThrowAsync<IOException>(() => client.SendAsync("next"u8.ToArray(), Cancel));
    }

    [Fact]
    public async Task An_idle_connection_is_closed()
    {
        await using var listener = Listen(new() { Endpoint = Any, IdleTimeout = TimeSpan.FromMilliseconds(200), OnIncident = Note });
        using var client = new TcpClient();
        await client.ConnectAsync(listener.LocalEndpoint, Cancel);
        (await client.GetStream().ReadAsync(new byte[1], Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_peer_outside_the_allowed_networks_is_turned_away()
    {
        await using var listener = Listen(new() { Endpoint = Any, AllowedPeers = [IPNetwork.Parse("10.0.0.0/8")], OnIncident = Note });
        using var client = new TcpClient();
        await client.ConnectAsync(listener.LocalEndpoint, Cancel);
        (await ReadToEnd(client)).ShouldBe(0);
        _incidents.ShouldHaveSingleItem().ShouldContain("allow-list");
    }

    [Fact]
    public async Task A_handler_that_fails_leaves_its_message_unanswered_and_others_alone()
    {
        await using var listener = new MllpListener(new() { Endpoint = Any, OnIncident = Note }, (request, _) =>
            request.Message.Span.SequenceEqual("bad"u8) ? throw new InvalidOperationException("store is down") : new(request.Message));
        listener.Start();
        await Should.ThrowAsync<IOException>(() => MllpClient.SendAsync(listener.LocalEndpoint, "bad"u8.ToArray(), Cancel));
        (await MllpClient.SendAsync(listener.LocalEndpoint, "good"u8.ToArray(), Cancel)).ShouldBe("good"u8.ToArray());
    }

    [Fact]
    public async Task A_stop_lets_the_message_in_hand_be_answered()
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var listener = new MllpListener(new() { Endpoint = Any }, async (request, _) =>
        {
            entered.SetResult();
            await release.Task;
            return request.Message;
        });
        listener.Start();
        var sending = MllpClient.SendAsync(listener.LocalEndpoint, "slow"u8.ToArray(), Cancel);
        await entered.Task;
        var stopping = listener.StopAsync(Cancel);
        release.SetResult();
        (await sending).ShouldBe("slow"u8.ToArray());
        await stopping;
        await listener.DisposeAsync();
    }

    [Fact]
    public async Task Messages_travel_over_TLS_where_a_certificate_is_set()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        await using var listener = Listen(new() { Endpoint = Any, Tls = () => new() { ServerCertificate = certificate }, OnIncident = Note });
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() };
        using var client = await MllpClient.ConnectAsync(listener.LocalEndpoint, options, Cancel);
        (await client.SendAsync("secret"u8.ToArray(), Cancel)).ShouldBe("ack secret"u8.ToArray());
    }

    [Fact]
    public async Task A_listener_on_the_address_of_all_takes_both_versions_of_IP()
    {
        await using var listener = Listen(new() { Endpoint = new(IPAddress.IPv6Any, 0) });
        foreach (var address in new[] { IPAddress.IPv6Loopback, IPAddress.Loopback })
            Encoding.UTF8.GetString(await MllpClient.SendAsync(new(address, listener.LocalEndpoint.Port), "one"u8.ToArray(), Cancel)).ShouldBe("ack one");
    }

    /// <summary>As when file handles run short, which is not to fill the disk with lines and a core with tries.</summary>
    [Fact]
    public async Task A_listener_that_can_accept_nobody_says_so_once_pauses_between_its_tries_and_goes_on_when_it_can()
    {
        var pauses = new CountedPauses();
        await using var listener = new MllpListener(new() { Endpoint = new(IPAddress.Loopback, FreePort.Next()), OnIncident = Note }, (request, _) => new(request.Message), pauses);
        listener.Start();

        ListeningSocket(listener).Server.Shutdown(SocketShutdown.Both);
        await pauses.Third.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        ListeningSocket(listener).Server.Listen();

        (await MllpClient.SendAsync(listener.LocalEndpoint, "late"u8.ToArray(), Cancel)).ShouldBe("late"u8.ToArray());
        _incidents.ShouldHaveSingleItem().ShouldStartWith("A connection could not be accepted: ");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_listener")]
    private static extern ref TcpListener ListeningSocket(MllpListener listener);

    /// <summary>A clock whose pauses are counted and short.</summary>
    private sealed class CountedPauses : TimeProvider
    {
        private readonly TaskCompletionSource _third = new();
        private int _begun;

        public Task Third => _third.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (Interlocked.Increment(ref _begun) == 3)
                _third.SetResult();
            return base.CreateTimer(callback, state, dueTime / 10, period);
        }
    }

    private static IPEndPoint Any => new(IPAddress.Loopback, 0);

    private MllpListener Listen(MllpOptions? options = null)
    {
        var listener = new MllpListener(options ?? new() { Endpoint = Any, OnIncident = Note }, (request, _) =>
        {
            var text = Encoding.UTF8.GetString(request.Message.Span);
            _received.Enqueue(text);
            return new(Encoding.UTF8.GetBytes($"ack {text}"));
        });
        listener.Start();
        return listener;
    }

    private void Note(MllpIncident incident) => _incidents.Enqueue(incident.Sentence);

    private static async Task<string> ReadFrame(Stream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, Cancel) == 1)
        {
            if (one[0] == MllpFrame.Return && bytes.Count > 0 && bytes[^1] == MllpFrame.End) break;
            bytes.Add(one[0]);
        }

        return Encoding.UTF8.GetString([.. bytes[1..^1]]);
    }

    private static async Task<int> ReadToEnd(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], Cancel);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
