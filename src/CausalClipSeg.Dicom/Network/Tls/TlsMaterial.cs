using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace CausalClipSeg.Dicom.Network;

/// <summary>
/// What the files of an identity held when they were read: version 1.2 of TLS or later, and a certificate of both sides unless the site gives that up. It is never put away:
/// a handshake may still use it after another has taken its place, and the garbage collector knows when none does.
/// </summary>
/// <param name="Own">Our certificate and what is shown along with it; a client may do without.</param>
/// <param name="Trusted">The authorities that are believed; null means those of the system.</param>
internal sealed record TlsMaterial(SslStreamCertificateContext? Own, X509Certificate2Collection? Trusted)
{
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    public SslClientAuthenticationOptions ForClient() => new()
    {
        ClientCertificateContext = Own,
        EnabledSslProtocols = Versions,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Believes(certificate, chain, errors),
    };

    /// <exception cref="InvalidDataException">There is no certificate of ours.</exception>
    public SslServerAuthenticationOptions ForServer(bool requireClientCertificate) => new()
    {
        ServerCertificateContext = Own ?? throw new InvalidDataException("TLS needs a certificate of the server, and none is named."),
        EnabledSslProtocols = Versions,
        ClientCertificateRequired = requireClientCertificate,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            !requireClientCertificate || Believes(certificate, chain, errors & ~SslPolicyErrors.RemoteCertificateNameMismatch),
    };

    /// <summary>The peer's certificate leads to an authority of the site's, over the authorities in between that the peer shows along with it.</summary>
    public bool Believes(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null)
            return false;
        if (Trusted is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return errors == SslPolicyErrors.None;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Trusted);
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var shown = new X509Certificate2(certificate);
        return chain.Build(shown);
    }

    public bool HasOwnOf(TlsMaterial other) => Same(Shown(Own), Shown(other.Own));

    public bool TrustsAs(TlsMaterial other) => Same(Trusted, other.Trusted);

    private static IEnumerable<X509Certificate2>? Shown(SslStreamCertificateContext? own) => own?.IntermediateCertificates.Prepend(own.TargetCertificate);

    private static bool Same(IEnumerable<X509Certificate2>? one, IEnumerable<X509Certificate2>? other) =>
        one is null || other is null ? one is null && other is null : one.Select(certificate => certificate.Thumbprint).SequenceEqual(other.Select(certificate => certificate.Thumbprint));
}
