using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace FellowOakDicom.Network.Tls;

/// <summary>Accepts TLS with a server certificate and, where asked, demands one of the client (PS3.15 annex B.9).</summary>
public sealed class DefaultTlsAcceptor(X509Certificate certificate) : ITlsAcceptor
{
    public DefaultTlsAcceptor(string fileName, string password)
        : this(X509CertificateLoader.LoadPkcs12FromFile(fileName, password))
    {
    }

    public X509Certificate Certificate { get; set; } = certificate;

    /// <summary>The versions to allow; the system's choice by default.</summary>
    public SslProtocols Protocols { get; set; } = SslProtocols.None;

    public TimeSpan SslHandshakeTimeout { get; set; } = TimeSpan.FromMinutes(1);

    public bool RequireMutualAuthentication { get; set; }

    public bool CheckCertificateRevocation { get; set; }

    public RemoteCertificateValidationCallback? CertificateValidationCallback { get; set; }

    public Stream AcceptTls(Stream encryptedStream, string remoteAddress, int localPort)
    {
        ArgumentNullException.ThrowIfNull(encryptedStream);
        var secure = new SslStream(encryptedStream, leaveInnerStreamOpen: false, CertificateValidationCallback);
        return TlsHandshake.Within(SslHandshakeTimeout, encryptedStream, secure, () => secure.AuthenticateAsServer(new SslServerAuthenticationOptions
        {
            ServerCertificate = Certificate,
            ClientCertificateRequired = RequireMutualAuthentication,
            EnabledSslProtocols = Protocols,
            CertificateRevocationCheckMode = CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
        }));
    }
}
