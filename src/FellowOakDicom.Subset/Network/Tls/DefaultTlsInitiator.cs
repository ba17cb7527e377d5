using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace FellowOakDicom.Network.Tls;

/// <summary>Opens TLS to a peer, checks its certificate and shows ours where it asks (PS3.15 annex B.9).</summary>
public sealed class DefaultTlsInitiator : ITlsInitiator
{
    /// <summary>Take any certificate of the peer: for tests only.</summary>
    public bool IgnoreSslPolicyErrors { get; set; }

    public X509CertificateCollection? Certificates { get; set; }

    /// <summary>The versions to allow; the system's choice by default.</summary>
    public SslProtocols Protocols { get; set; } = SslProtocols.None;

    public TimeSpan SslHandshakeTimeout { get; set; } = TimeSpan.FromMinutes(1);

    public bool CheckCertificateRevocation { get; set; }

    public RemoteCertificateValidationCallback? CertificateValidationCallback { get; set; }

    public Stream InitiateTls(Stream plainStream, string remoteAddress, int remotePort)
    {
        ArgumentNullException.ThrowIfNull(plainStream);
        var secure = new SslStream(plainStream, leaveInnerStreamOpen: false, Validate);
        return TlsHandshake.Within(SslHandshakeTimeout, plainStream, secure, () => secure.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = remoteAddress,
            ClientCertificates = Certificates,
            EnabledSslProtocols = Protocols,
            CertificateRevocationCheckMode = CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
        }));
    }

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        CertificateValidationCallback?.Invoke(sender, certificate, chain, errors) ?? (errors == SslPolicyErrors.None || IgnoreSslPolicyErrors);
}
