using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CausalClipSeg.Dicom.Network;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>The audit trail: what this system calls itself in it, and the repository that also gets it.</summary>
public sealed class AuditOptions : IValidatableObject
{
    public const string Section = "Audit";

    /// <summary>host:port of the site's audit record repository (syslog over TLS, RFC 5425; its port is usually 6514). The trail stays in the database alone when empty.</summary>
    public string? Repository { get; set; }

    /// <summary>AuditSourceID of the messages, and the application in their syslog header: how the repository tells this system from others.</summary>
    [Required, StringLength(48, ErrorMessage = "Audit:SourceId is longer than the 48 characters of a syslog application name.")]
    public string SourceId { get; set; } = "CAUSALCLIPSEG";

    /// <summary>AuditEnterpriseSiteID, where one repository serves several sites.</summary>
    public string? SiteId { get; set; }

    /// <summary>Our certificate for the repository: PKCS #12 or PEM. What is renewed counts for new connections within seconds.</summary>
    public string? Certificate { get; set; }

    /// <summary>The private key beside a PEM certificate; empty where it is in the same file.</summary>
    public string? CertificateKey { get; set; }

    public string? CertificatePassword { get; set; }

    /// <summary>PEM file of the authorities whose certificate the repository may show; empty means those of the system.</summary>
    public string? Authorities { get; set; }

    internal (string Host, int Port) Address => Parse(Repository) ?? throw new InvalidOperationException("Audit:Repository is empty.");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Repository) && Parse(Repository) is null)
            yield return new($"Audit:Repository is \"{Repository}\"; write host:port, for example audit.hospital.example:6514.");
        foreach (var (name, path) in new[] { (nameof(Certificate), Certificate), (nameof(CertificateKey), CertificateKey), (nameof(Authorities), Authorities) })
            if (!string.IsNullOrEmpty(path) && !File.Exists(path))
                yield return new($"Audit:{name} names {path}, and there is no such file.");
    }

    internal TlsIdentity Identity() => new() { CertificateFile = Certificate, KeyFile = CertificateKey, Password = CertificatePassword, TrustedFile = Authorities };

    private static (string, int)? Parse(string? address) =>
        address?.LastIndexOf(':') is > 0 and var colon && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? (address[..colon].Trim('[', ']'), port)
            : null;
}

[OptionsValidator]
internal sealed partial class AuditOptionsValidator : IValidateOptions<AuditOptions>;
