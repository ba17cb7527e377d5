using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Tests;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>Certificates whose authority is not the site's own, but one that the site's authority vouches for.</summary>
public sealed class TlsChainTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_is_believed_over_the_authority_that_it_shows_along(bool shown)
    {
        var (server, between) = _authority.IssueThroughAnother("server");
        var options = new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(server, shown ? [between] : [], offline: true) };
        (await Handshake(options, new TlsIdentity { TrustedFile = _authority.CertificateFile }.ClientOptions())).ShouldBe(shown);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_is_believed_over_the_authority_that_it_shows_along(bool shown)
    {
        var (certificate, key) = _authority.Issue("server");
        var (client, between) = _authority.IssueThroughAnother("client");
        var options = new TlsIdentity { TrustedFile = _authority.CertificateFile }.ClientOptions();
        options.ClientCertificateContext = SslStreamCertificateContext.Create(client, shown ? [between] : [], offline: true);
        var server = new TlsIdentity { CertificateFile = certificate, KeyFile = key, TrustedFile = _authority.CertificateFile };
        (await Handshake(server.ServerOptions(), options)).ShouldBe(shown);
    }

    [Fact]
    public async Task An_authority_that_vouches_for_itself_is_not_believed_for_being_shown()
    {
        using var strangers = new TestAuthority();
        var (server, between) = strangers.IssueThroughAnother("server");
        var root = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(strangers.CertificateFile);
        var options = new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(server, [between, root], offline: true) };
        (await Handshake(options, new TlsIdentity { TrustedFile = _authority.CertificateFile }.ClientOptions())).ShouldBeFalse();
    }

    public void Dispose() => _authority.Dispose();

    /// <summary>Whether both sides went through with it: a byte goes from the client to the server.</summary>
    private static async Task<bool> Handshake(SslServerAuthenticationOptions server, SslClientAuthenticationOptions client)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        client.TargetHost = "127.0.0.1";
        var accepting = Accept(listener, server);
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);
            await using var secure = new SslStream(tcp.GetStream());
            await secure.AuthenticateAsClientAsync(client);
            await secure.WriteAsync(new byte[1]);
            return await accepting;
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            await accepting;
            return false;
        }
    }

    private static async Task<bool> Accept(TcpListener listener, SslServerAuthenticationOptions server)
    {
        using var tcp = await listener.AcceptTcpClientAsync();
        await using var secure = new SslStream(tcp.GetStream());
        try
        {
            await secure.AuthenticateAsServerAsync(server);
            return await secure.ReadAsync(new byte[1]) == 1;
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            return false;
        }
    }
}
