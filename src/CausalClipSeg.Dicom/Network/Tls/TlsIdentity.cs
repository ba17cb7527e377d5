using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CausalClipSeg.Dicom.Network;

/// <summary>An identity as its files say, which are read whenever it is asked; <see cref="TlsIdentityInForce"/> keeps what they said when they were good.</summary>
public sealed record TlsIdentity : ITlsIdentity
{
    /// <summary>Our certificate and the authorities between it and the one that peers know: PEM in that order, or PKCS #12. A client may do without.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key of a PEM certificate; the certificate's own file where nothing is given.</summary>
    public string? KeyFile { get; init; }

    public string? Password { get; init; }

    /// <summary>PEM file of the authorities whose certificates are believed; the system's where nothing is given.</summary>
    public string? TrustedFile { get; init; }

    /// <summary>Whether a client has to show a certificate.</summary>
    public bool RequireClientCertificate { get; init; } = true;

    /// <summary>The files that are named, each once.</summary>
    public IEnumerable<string> Files => new[] { CertificateFile, KeyFile, TrustedFile }.OfType<string>().Where(file => file.Length > 0).Distinct();

    public SslClientAuthenticationOptions ClientOptions() => Read().ForClient();

    public SslServerAuthenticationOptions ServerOptions() => Read().ForServer(RequireClientCertificate);

    /// <exception cref="InvalidDataException">A certificate, its key or the authorities cannot be read.</exception>
    internal TlsMaterial Read() => new(Own(), Trusted());

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
