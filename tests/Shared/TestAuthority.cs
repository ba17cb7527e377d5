using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CausalClipSeg.Tests;

/// <summary>An authority of the test's own, and PEM files of certificates that it vouches for, in a folder of their own.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly TemporaryFolder _folder = new("tls");
    private readonly X509Certificate2 _authority;

    public TestAuthority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Authority of the tests", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(CertificateFile, _authority.ExportCertificatePem());
    }

    /// <summary>The authority's own certificate.</summary>
    public string CertificateFile => _folder.File("authority.pem");

    /// <summary>A certificate for 127.0.0.1 and localhost, good for either side.</summary>
    public (string Certificate, string Key) Issue(string name) => IssueFor(name, "127.0.0.1", "localhost");

    /// <summary>The same for hosts of the test's choice, addresses or names.</summary>
    public (string Certificate, string Key) IssueFor(string name, params IEnumerable<string> hosts)
    {
        var (certificateFile, keyFile) = (_folder.File($"{name}.pem"), _folder.File($"{name}.key"));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(certificateFile, issued.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }

    /// <summary>A certificate for 127.0.0.1 that an authority in between vouches for, and that authority's, which its owner has to show along with it.</summary>
    public (X509Certificate2 Certificate, X509Certificate2 Between) IssueThroughAnother(string name)
    {
        using var keyBetween = RSA.Create(2048);
        var requestBetween = new CertificateRequest("CN=Authority in between", keyBetween, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        requestBetween.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var bare = requestBetween.Create(_authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(25), RandomNumberGenerator.GetBytes(8));
        using var between = bare.CopyWithPrivateKey(keyBetween);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(between, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20), RandomNumberGenerator.GetBytes(8));
        using var complete = issued.CopyWithPrivateKey(key);
        return (X509CertificateLoader.LoadPkcs12(complete.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable), X509CertificateLoader.LoadCertificate(between.Export(X509ContentType.Cert)));
    }

    /// <summary>The same as PEM files: the certificate and, after it, that of the authority in between.</summary>
    public (string Certificate, string Key) IssueWithChain(string name)
    {
        var (certificateFile, keyFile) = (_folder.File($"{name}.pem"), _folder.File($"{name}.key"));
        var (certificate, between) = IssueThroughAnother(name);
        using (certificate)
        using (between)
        using (var key = certificate.GetRSAPrivateKey()!)
        {
            File.WriteAllText(certificateFile, $"{certificate.ExportCertificatePem()}\n{between.ExportCertificatePem()}\n");
            File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        }
        return (certificateFile, keyFile);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }
}
