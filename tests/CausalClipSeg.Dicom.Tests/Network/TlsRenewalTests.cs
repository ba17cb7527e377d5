using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Tests.Storage;
using CausalClipSeg.Tests;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>Certificates that are written anew while doors are open.</summary>
public sealed class TlsRenewalTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_open_door_shows_the_renewed_certificate_to_the_next_and_goes_on_with_who_is_there()
    {
        var inForce = new TlsIdentityInForce(_certificates.Server);
        using var scp = new RunningScp(options => options with { Tls = inForce });
        var client = _certificates.Client;
        var (before, first) = (inForce.Certificate.ShouldNotBeNull(), await Connect(scp.Destination.Port, client));
        await using var _ = first;
        first.RemoteCertificate.ShouldBe(before);

        _certificates.Issue("server");
        inForce.Renew(DateTimeOffset.UtcNow).ShouldHaveSingleItem().What.ShouldStartWith($"CN=server, serial number {inForce.Certificate!.SerialNumber}, ");

        inForce.Certificate.ShouldNotBe(before);
        await using (var second = await Connect(scp.Destination.Port, client))
            second.RemoteCertificate.ShouldBe(inForce.Certificate);
        (await StoreScu.EchoAsync(scp.Destination with { Tls = client }, Cancel)).IsStored.ShouldBeTrue();
        // A-RELEASE-RQ outside of an association is answered by A-ABORT: the connection from before is alive.
        await first.WriteAsync(new byte[] { 5, 0, 0, 0, 0, 4, 0, 0, 0, 0 }, Cancel);
        (await first.ReadAsync(new byte[10], Cancel)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void What_cannot_be_used_takes_the_place_of_nothing()
    {
        var files = _certificates.Server;
        var inForce = new TlsIdentityInForce(files);
        var before = inForce.Certificate;
        var (certificate, key) = (File.ReadAllText(files.CertificateFile!), File.ReadAllText(files.KeyFile!));

        inForce.Renew(DateTimeOffset.UtcNow).ShouldBeEmpty("nothing has changed");
        File.WriteAllText(files.CertificateFile!, certificate[..(certificate.Length / 2)]);
        Refused(DateTimeOffset.UtcNow, "cannot be used: ");
        File.WriteAllText(files.CertificateFile!, "");
        Refused(DateTimeOffset.UtcNow, "cannot be used: The certificate contents do not contain a PEM");
        File.Delete(files.CertificateFile!);
        Refused(DateTimeOffset.UtcNow, "cannot be used: Could not find file");
        _certificates.Issue("server");
        File.WriteAllText(files.KeyFile!, key);
        Refused(DateTimeOffset.UtcNow, "cannot be used: The key contents do not contain a PEM, the content is malformed, or the key does not match");
        _certificates.Issue("server");
        Refused(DateTimeOffset.UtcNow.AddDays(21), "cannot be used: it ended on ");
        Refused(DateTimeOffset.UtcNow.AddDays(-2), "cannot be used yet: it counts from ");

        inForce.Renew(DateTimeOffset.UtcNow).ShouldHaveSingleItem().File.ShouldBe(files.CertificateFile);
        inForce.Certificate.ShouldNotBe(before);

        void Refused(DateTimeOffset now, string why)
        {
            Should.Throw<InvalidDataException>(() => inForce.Renew(now)).Message.ShouldStartWith($"The TLS certificate {files.CertificateFile} {why}");
            inForce.Certificate.ShouldBe(before);
        }
    }

    /// <summary>A client of HTTP keeps the options that it was made with.</summary>
    [Fact]
    public void Other_authorities_are_believed_by_who_asked_before_them_too()
    {
        using var others = new TestAuthority();
        var trusted = Path.ChangeExtension(_certificates.Authorities, ".trusted");
        File.Copy(_certificates.Authorities, trusted);
        var inForce = new TlsIdentityInForce(new TlsIdentity { TrustedFile = trusted });
        var options = inForce.ClientOptions();
        using var stranger = X509CertificateLoader.LoadCertificateFromFile(others.Issue("stranger").Certificate);
        bool IsBelieved() => options.RemoteCertificateValidationCallback!(this, stranger, null, SslPolicyErrors.RemoteCertificateChainErrors);
        IsBelieved().ShouldBeFalse();

        File.Copy(others.CertificateFile, trusted, overwrite: true);
        inForce.Renew(DateTimeOffset.UtcNow).ShouldBe([(trusted, "authorities that are believed: 1")]);

        IsBelieved().ShouldBeTrue();
    }

    public void Dispose() => _certificates.Dispose();

    private static async Task<SslStream> Connect(int port, TlsIdentity client)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port, Cancel);
        var secure = new SslStream(tcp.GetStream());
        var options = client.ClientOptions();
        options.TargetHost = "127.0.0.1";
        await secure.AuthenticateAsClientAsync(options, Cancel);
        return secure;
    }
}
