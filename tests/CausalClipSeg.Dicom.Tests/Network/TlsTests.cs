using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;
using FellowOakDicom.Network.Tls;

namespace CausalClipSeg.Dicom.Tests.Network;

public sealed class TlsTests
{
    [Fact]
    public async Task An_object_goes_over_tls()
    {
        using var certificate = SelfSigned();
        using var scp = new ScpFixture(tls: new DefaultTlsAcceptor(certificate));
        var client = DicomClientFactory.Create("127.0.0.1", scp.Port, new DefaultTlsInitiator { IgnoreSslPolicyErrors = true }, "SCU", "SCP");
        var file = NetworkObjects.Capture(600);
        (await ScpFixture.Store(client, file)).ShouldBe([DicomStatus.Success]);
        scp.Behaviour.Stored[NetworkObjects.Uid(file.Dataset)].ShouldBe(NetworkObjects.Pixels(file.Dataset));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var certificate = SelfSigned();
        using var scp = new ScpFixture(tls: new DefaultTlsAcceptor(certificate));
        var client = DicomClientFactory.Create("127.0.0.1", scp.Port, true, "SCU", "SCP");
        await Should.ThrowAsync<Exception>(() => ScpFixture.Echo(client));
        scp.Behaviour.Associations.ShouldBeEmpty();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
