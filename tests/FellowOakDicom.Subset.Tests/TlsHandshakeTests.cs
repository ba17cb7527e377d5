using System.Diagnostics;
using System.Net.Sockets;
using CausalClipSeg.Dicom.Tests.Network;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;
using FellowOakDicom.Network.Tls;

namespace FellowOakDicom.Subset.Tests;

/// <summary>Peers that open a connection on a TLS port and then say nothing, or as good as nothing.</summary>
public sealed class TlsHandshakeTests : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly TestAuthority _authority = new();

    [Fact]
    public async Task Silent_peers_hold_nobody_else_up()
    {
        using var scp = new ScpFixture(tls: Acceptor(TimeSpan.FromMinutes(2)));
        var silent = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => RawPeer.Send(scp, [])));
        await Task.Delay(200, Token);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => Thread.Sleep(1), Token)));
        var client = DicomClientFactory.Create("127.0.0.1", scp.Port, new DefaultTlsInitiator { IgnoreSslPolicyErrors = true }, "SCU", "SCP");
        (await ScpFixture.Echo(client)).ShouldBe(DicomStatus.Success);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), "one thread for each peer would take a minute to come");
        foreach (var peer in silent) peer.Dispose();
    }

    /// <summary>A record of 16 KB that comes byte by byte: no pause is long, the whole is.</summary>
    [Fact]
    public async Task The_limit_is_for_the_whole_handshake()
    {
        using var scp = new ScpFixture(tls: Acceptor(TimeSpan.FromSeconds(1)));
        var watch = Stopwatch.StartNew();
        using var peer = await RawPeer.Send(scp, [0x16, 0x03, 0x01, 0x3F, 0xFF, 0x01]);
        var closed = RawPeer.UntilClosed(peer);
        while (!closed.IsCompleted && watch.Elapsed < TimeSpan.FromSeconds(40))
        {
            await Task.Delay(100, Token);
            await Drip(peer);
        }

        closed.IsCompletedSuccessfully.ShouldBeTrue("the record would take half an hour");
    }

    public void Dispose() => _authority.Dispose();

    private static async Task Drip(TcpClient peer)
    {
        try
        {
            await peer.GetStream().WriteAsync(new byte[1], Token);
        }
        catch (Exception closed) when (closed is IOException or InvalidOperationException)
        {
            // The server has had enough, which is what is waited for.
        }
    }

    private DefaultTlsAcceptor Acceptor(TimeSpan limit)
    {
        var (certificate, key) = _authority.Issue("server");
        return new DefaultTlsAcceptor(System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(certificate, key)) { SslHandshakeTimeout = limit };
    }
}
