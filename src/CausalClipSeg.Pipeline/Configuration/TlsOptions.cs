using System.ComponentModel.DataAnnotations;
using CausalClipSeg.Dicom.Network;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Certificates of a door of this service or of the way to a server; TLS 1.2 or later (PS3.15 annex B).</summary>
public sealed class TlsOptions
{
    /// <summary>Whether TLS is spoken at all.</summary>
    public bool Enabled { get; set; }

    /// <summary>Our certificate: a PKCS#12 or PEM file. Authorities between it and the one that peers know belong into the same file (PEM: after it) and are shown along. Certificate, key and authorities that are renewed count for new connections within seconds, without a restart.</summary>
    public string? Certificate { get; set; }

    /// <summary>The private key beside a PEM certificate; empty where it is in the same file.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>What opens a PKCS#12 file or an encrypted key; a secret, so a file of /run/secrets is its place.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>PEM file of the authorities whose certificates are believed; empty means those of the system.</summary>
    public string? Authorities { get; set; }

    /// <summary>Whether who connects to us has to show a certificate.</summary>
    public bool RequireClientCertificate { get; set; } = true;

    /// <returns>Null where TLS is off.</returns>
    public TlsIdentity? Identity() => !Enabled ? null : new TlsIdentity
    {
        CertificateFile = Certificate,
        KeyFile = CertificateKey,
        Password = CertificatePassword,
        TrustedFile = Authorities,
        RequireClientCertificate = RequireClientCertificate,
    };

    /// <param name="section">Where this stands, for the sentences.</param>
    /// <param name="needsCertificate">True for a door: a client may come without a certificate.</param>
    public IEnumerable<ValidationResult> Problems(string section, bool needsCertificate)
    {
        foreach (var (name, path) in new[] { (nameof(Certificate), Certificate), (nameof(CertificateKey), CertificateKey), (nameof(Authorities), Authorities) })
            if (!string.IsNullOrEmpty(path) && !File.Exists(path))
                yield return new($"{section}:{name} names {path}, and there is no such file.");
        if (Enabled && needsCertificate && string.IsNullOrEmpty(Certificate))
            yield return new($"{section}:Enabled is set without {section}:Certificate; TLS needs a certificate of this service.");
    }
}
