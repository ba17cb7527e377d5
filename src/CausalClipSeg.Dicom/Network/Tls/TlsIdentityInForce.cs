using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace CausalClipSeg.Dicom.Network;

/// <summary>
/// An identity for as long as a service runs: what its files held when they were last good. Connections that are made after a renewal use the new certificate, those that are open go on.
/// </summary>
public sealed class TlsIdentityInForce(TlsIdentity files) : ITlsIdentity
{
    private volatile TlsMaterial _inForce = files.Read();

    public TlsIdentity Files => files;

    /// <summary>Ours, where we have one; another object after each renewal.</summary>
    public X509Certificate2? Certificate => _inForce.Own?.TargetCertificate;

    public SslClientAuthenticationOptions ClientOptions()
    {
        var options = _inForce.ForClient();
        // A client of HTTP keeps the options for all of its connections.
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => _inForce.Believes(certificate, chain, errors);
        return options;
    }

    public SslServerAuthenticationOptions ServerOptions() => _inForce.ForServer(files.RequireClientCertificate);

    /// <summary>Reads the files again and takes over what they hold; where that cannot be used, what was read before stays in force.</summary>
    /// <returns>What is in force now and was not before, in words, by the file that it came from.</returns>
    /// <exception cref="InvalidDataException">It cannot be used; the message says which file, and why.</exception>
    public IReadOnlyList<(string File, string What)> Renew(DateTimeOffset now)
    {
        var (read, before) = (files.Read(), _inForce);
        var (isOwnNew, areTrustedNew) = (!read.HasOwnOf(before), !read.TrustsAs(before));
        if (isOwnNew)
            RequireValid(read.Own?.TargetCertificate, now);
        // Whoever already has the former own certificate keeps the sessions that peers resume with it.
        _inForce = new(isOwnNew ? read.Own : before.Own, read.Trusted);
        return
        [
            .. isOwnNew && read.Own is { } own ? [(files.CertificateFile ?? "", Words(own.TargetCertificate))] : Array.Empty<(string, string)>(),
            .. areTrustedNew && read.Trusted is { } trusted ? [(files.TrustedFile ?? "", $"authorities that are believed: {trusted.Count}")] : Array.Empty<(string, string)>(),
        ];
    }

    private void RequireValid(X509Certificate2? own, DateTimeOffset now)
    {
        if (own is not null && own.NotAfter <= now)
            throw new InvalidDataException($"The TLS certificate {files.CertificateFile} cannot be used: it ended on {Day(own.NotAfter)}. Have it issued anew.");
        if (own is not null && own.NotBefore > now)
            throw new InvalidDataException($"The TLS certificate {files.CertificateFile} cannot be used yet: it counts from {Day(own.NotBefore)} on. Check the clocks of this machine and of the authority, or wait.");
    }

    private static string Words(X509Certificate2 own) => $"{own.Subject}, serial number {own.SerialNumber}, SHA-1 {own.Thumbprint}, until {Day(own.NotAfter)}";

    private static string Day(DateTime moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
