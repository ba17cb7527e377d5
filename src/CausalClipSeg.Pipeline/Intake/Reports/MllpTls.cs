using System.Net.Security;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>The site's certificates as the TLS layer wants them; where authorities are named, every sender must show a certificate of theirs.</summary>
internal static class MllpTls
{
    /// <returns>Null where the door speaks plain text.</returns>
    public static SslServerAuthenticationOptions? Of(MllpDoorOptions options) => options.Certificate is not { Length: > 0 } certificate ? null : new TlsIdentity
    {
        CertificateFile = certificate,
        KeyFile = options.CertificateKey,
        Password = options.CertificatePassword,
        TrustedFile = options.ClientAuthorities,
        RequireClientCertificate = options.ClientAuthorities is { Length: > 0 },
    }.ServerOptions();
}
