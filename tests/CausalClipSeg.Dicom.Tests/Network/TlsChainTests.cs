using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Tests.Storage;
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

    [Theory]
    [InlineData("PEM")]
    [InlineData("PEM in one")]
    [InlineData("PKCS #12")]
    public async Task Both_sides_show_the_authorities_that_their_files_hold(string form)
    {
        var (certificate, key) = _authority.IssueWithChain("site");
        var identity = new TlsIdentity { CertificateFile = certificate, KeyFile = key, TrustedFile = _authority.CertificateFile };
        if (form == "PEM in one")
        {
            File.AppendAllText(certificate, File.ReadAllText(key));
            identity = identity with { KeyFile = null };
        }
        else if (form == "PKCS #12")
        {
            // Authorities first, as some tools write them, under a name that does not tell what it is.
            var store = new X509Certificate2Collection();
            store.ImportFromPemFile(certificate);
            X509Certificate2Collection turned = [store[1], X509Certificate2.CreateFromPemFile(certificate, key)];
            var file = Path.ChangeExtension(certificate, ".cert");
            File.WriteAllBytes(file, turned.Export(X509ContentType.Pkcs12, "secret")!);
            identity = identity with { CertificateFile = file, KeyFile = null, Password = "secret" };
        }

        (await Handshake(identity.ServerOptions(), identity.ClientOptions())).ShouldBeTrue();
    }

    [Fact]
    public async Task An_echo_is_answered_where_both_sides_know_the_root_alone()
    {
        var (certificate, key) = _authority.IssueWithChain("site");
        var identity = new TlsIdentity { CertificateFile = certificate, KeyFile = key, TrustedFile = _authority.CertificateFile };
        using var scp = new RunningScp(options => options with { Tls = identity });
        var result = await StoreScu.EchoAsync(scp.Destination with { Tls = identity }, TestContext.Current.CancellationToken);
        result.IsStored.ShouldBeTrue(result.Message);
    }

    [Fact]
    public async Task An_authority_that_vouches_for_itself_is_not_believed_for_being_shown()
    {
        using var strangers = new TestAuthority();
        var (server, between) = strangers.IssueThroughAnother("server");
        var root = X509CertificateLoader.LoadCertificateFromFile(strangers.CertificateFile);
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
