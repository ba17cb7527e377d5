using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FellowOakDicom.Network.Tls;

namespace CausalClipSeg.Dicom.Network;

/// <summary>
/// Who we are and whom we believe on TLS connections (PS3.15 annex B.9 to B.12): version 1.2 or later, and a certificate of both sides
/// unless the site gives that up.
/// </summary>
public sealed record TlsIdentity
{
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Our certificate and the authorities between it and the one that peers know: PEM in that order, or PKCS #12. A client may do without.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key of a PEM certificate; the certificate's own file where nothing is given.</summary>
    public string? KeyFile { get; init; }

    public string? Password { get; init; }

    /// <summary>PEM file of the authorities whose certificates are believed; the system's where nothing is given.</summary>
    public string? TrustedFile { get; init; }

    /// <summary>Whether a client has to show a certificate.</summary>
    public bool RequireClientCertificate { get; init; } = true;

    /// <exception cref="InvalidDataException">A certificate, its key or the authorities cannot be read, or there is none.</exception>
    public ITlsAcceptor Acceptor() => new TlsAcceptor(ServerOptions());

    /// <exception cref="InvalidDataException">A certificate, its key or the authorities cannot be read.</exception>
    public ITlsInitiator Initiator() => new TlsInitiator(ClientOptions());

    /// <summary>For who connects; the name of whom it connects to is still to be set.</summary>
    /// <exception cref="InvalidDataException">A certificate, its key or the authorities cannot be read.</exception>
    public SslClientAuthenticationOptions ClientOptions() => new()
    {
        ClientCertificateContext = Own(),
        EnabledSslProtocols = Versions,
        RemoteCertificateValidationCallback = Validation(),
    };

    /// <summary>For who listens.</summary>
    /// <exception cref="InvalidDataException">A certificate, its key or the authorities cannot be read, or there is none.</exception>
    public SslServerAuthenticationOptions ServerOptions()
    {
        var trusted = Trusted();
        return new()
        {
            ServerCertificateContext = Own() ?? throw new InvalidDataException("TLS needs a certificate of the server, and none is named."),
            EnabledSslProtocols = Versions,
            ClientCertificateRequired = RequireClientCertificate,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                !RequireClientCertificate || (certificate is not null && IsBelieved(certificate, chain, errors & ~SslPolicyErrors.RemoteCertificateNameMismatch, trusted)),
        };
    }

    private RemoteCertificateValidationCallback Validation()
    {
        var trusted = Trusted();
        return (_, certificate, chain, errors) => certificate is not null && IsBelieved(certificate, chain, errors, trusted);
    }

    /// <summary>The peer's certificate leads to an authority of the site's, over the authorities in between that the peer shows along with it.</summary>
    private static bool IsBelieved(X509Certificate certificate, X509Chain? sent, SslPolicyErrors errors, X509Certificate2Collection? trusted)
    {
        if (trusted is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return errors == SslPolicyErrors.None;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var shown = new X509Certificate2(certificate);
        return chain.Build(shown);
    }

    private SslStreamCertificateContext? Own() => CertificateFile is { Length: > 0 } file ? Read(file, () => OwnCertificate.Read(file, KeyFile, Password)) : null;

    private X509Certificate2Collection? Trusted() => TrustedFile is not { Length: > 0 } file ? null : Read(file, () =>
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate");
    });

    private static T Read<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidDataException($"The TLS certificate {file} cannot be used: {failure.Message.TrimEnd('.')}. Give PEM or PKCS #12 and the key that belongs to it.", failure);
        }
    }
}
