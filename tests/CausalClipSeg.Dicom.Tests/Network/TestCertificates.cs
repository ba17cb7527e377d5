using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CausalClipSeg.Dicom.Network;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>An authority of the test's own, and PEM files of certificates that it vouches for.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly TemporaryFolder _folder = new("tls");
    private readonly X509Certificate2 _authority;

    public TestCertificates()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Authority of the tests", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(Authorities, _authority.ExportCertificatePem());
    }

    public string Authorities => _folder.File("authority.pem");

    public TlsIdentity Server => Issue("server");

    public TlsIdentity Client => Issue("client");

    /// <summary>No certificate, but the authority is believed.</summary>
    public TlsIdentity Anonymous => new() { TrustedFile = Authorities };

    public TlsIdentity Issue(string name)
    {
        var (certificateFile, keyFile) = (_folder.File($"{name}.pem"), _folder.File($"{name}.key"));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(certificateFile, issued.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return new TlsIdentity { CertificateFile = certificateFile, KeyFile = keyFile, TrustedFile = Authorities };
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }
}
