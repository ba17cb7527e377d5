using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CausalClipSeg.Dicom.Network;

/// <summary>
/// A certificate with its key, and the authorities between it and the one that peers know. They are shown along (RFC 8446 4.4.2): a peer that knows the root
/// alone cannot find them by itself.
/// </summary>
internal static class OwnCertificate
{
    /// <param name="file">PKCS #12, or PEM with our certificate first and the authorities after it.</param>
    /// <param name="keyFile">The key of a PEM certificate; null means that it stands in the same file.</param>
    /// <param name="password">Of the PKCS #12 file or of the key.</param>
    /// <exception cref="CryptographicException">It is neither, or the key is missing or another's.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SslStreamCertificateContext Read(string file, string? keyFile, string? password)
    {
        var held = IsPkcs12(File.ReadAllBytes(file)) ? Pkcs12(file, password) : Pem(file, keyFile, password);
        var own = held.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("it holds no private key");
        return SslStreamCertificateContext.Create(own, [.. held.Where(certificate => certificate != own)], offline: true);
    }

    /// <summary>What is neither is told as a PEM file that is none.</summary>
    private static bool IsPkcs12(byte[] content)
    {
        try
        {
            return content.Length > 0 && X509Certificate2.GetCertContentType(content) == X509ContentType.Pkcs12;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static X509Certificate2Collection Pkcs12(string file, string? password) => X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password);

    private static X509Certificate2Collection Pem(string file, string? keyFile, string? password)
    {
        var own = string.IsNullOrEmpty(password) ? X509Certificate2.CreateFromPemFile(file, keyFile) : X509Certificate2.CreateFromEncryptedPemFile(file, password, keyFile);
        var held = new X509Certificate2Collection();
        held.ImportFromPemFile(file);
        return [own, .. held.Where(certificate => certificate.Thumbprint != own.Thumbprint)];
    }
}
