using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>The site's certificates as the TLS layer wants them; where authorities are named, every sender must show a certificate of theirs.</summary>
internal static class MllpTls
{
    public static SslServerAuthenticationOptions? Of(MllpDoorOptions options)
    {
        if (options.Certificate is not { Length: > 0 } path) return null;
        var tls = new SslServerAuthenticationOptions { ServerCertificate = Load(path, options) };
        if (options.ClientAuthorities is not { Length: > 0 } authorities) return tls;
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(authorities);
        tls.ClientCertificateRequired = true;
        tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        tls.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        return tls;
    }

    private static X509Certificate2 Load(string path, MllpDoorOptions options)
    {
        if (options.CertificateKey is not { Length: > 0 } key) return X509CertificateLoader.LoadPkcs12FromFile(path, options.CertificatePassword);
        using var pem = options.CertificatePassword is { Length: > 0 } password
            ? X509Certificate2.CreateFromEncryptedPemFile(path, password, key)
            : X509Certificate2.CreateFromPemFile(path, key);
        // A key that lives only in memory is not usable for TLS on every system; a round trip through PKCS#12 makes it so.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), null);
    }
}
