using System.ComponentModel.DataAnnotations;
using System.Net;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Reports;
using CausalClipSeg.Reports.Hl7;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Whom the MLLP door lets in, what it takes from them and how it answers. Address and port are Intake:MllpAddress and Intake:MllpPort.</summary>
public sealed class MllpDoorOptions : IValidatableObject
{
    public const string Section = "Intake:Mllp";

    /// <summary>Networks that may connect (10.1.0.0/16, 192.168.7.4/32); empty lets in everyone whom the firewall lets through.</summary>
    public IList<string> AllowedPeers { get; } = [];

    /// <summary>Connections at a time.</summary>
    [Range(1, 10_000)]
    public int MaxConnections { get; set; } = 256;

    /// <summary>A larger message is answered AE and its connection closed.</summary>
    [Range(1024, 512 * 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>A connection without a message for this long is closed.</summary>
    [Range(1, 86_400)]
    public int IdleSeconds { get; set; } = 600;

    /// <summary>Processing ids (MSH-11) that are taken; T and D only where a site tests against this service.</summary>
    public IList<string> ProcessingIds { get; } = [];

    /// <summary>The character set of messages whose MSH-18 is empty (HL7 table 0211).</summary>
    [Required]
    public string DefaultCharacterSet { get; set; } = "ASCII";

    /// <summary>Rows of the acknowledgement table that this site answers otherwise: a kind of refusal, and Accept (AA), Error (AE) or Reject (AR).</summary>
    public IDictionary<ReportProblemKind, AcknowledgementCode> Acknowledgements { get; } = new Dictionary<ReportProblemKind, AcknowledgementCode>();

    /// <summary>TLS: a PKCS#12 or PEM file; empty means plain MLLP. Authorities between it and the one that senders know belong into the same file (PEM: after it) and are shown along. What is renewed counts for new connections within seconds.</summary>
    public string? Certificate { get; set; }

    /// <summary>The private key beside a PEM certificate; empty where it is in the same file.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>What opens a PKCS#12 file or an encrypted key; a secret, so a file of /run/secrets is its place.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>PEM file of the authorities whose client certificates are let in (IHE ATNA); empty asks for none.</summary>
    public string? ClientAuthorities { get; set; }

    public ReportReadingOptions ReadingIn(TimeZoneInfo zone) => new()
    {
        ProcessingIds = ProcessingIds.Count > 0 ? [.. ProcessingIds] : ["P"],
        DefaultCharacterSet = DefaultCharacterSet,
        Zone = zone,
    };

    /// <summary>Where authorities are named, every sender must show a certificate of theirs.</summary>
    /// <returns>Null where the door speaks plain text.</returns>
    internal TlsIdentity? Identity() => Certificate is not { Length: > 0 } certificate ? null : new TlsIdentity
    {
        CertificateFile = certificate,
        KeyFile = CertificateKey,
        Password = CertificatePassword,
        TrustedFile = ClientAuthorities,
        RequireClientCertificate = ClientAuthorities is { Length: > 0 },
    };

    public AcknowledgementRules Rules => AcknowledgementRules.With(Acknowledgements.ToDictionary());

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var peer in AllowedPeers.Where(peer => !IPNetwork.TryParse(peer, out _)))
            yield return new($"{Section}:AllowedPeers holds \"{peer}\", which is no network. Write 10.1.0.0/16, or 192.168.7.4/32 for one host.");
        if (Hl7CharacterSet.Find(DefaultCharacterSet) is null)
            yield return new($"{Section}:DefaultCharacterSet is \"{DefaultCharacterSet}\", which is no character set of HL7 table 0211 that is read here. Write UNICODE UTF-8 or 8859/1, for example.");
        foreach (var (name, path) in new[] { (nameof(Certificate), Certificate), (nameof(CertificateKey), CertificateKey), (nameof(ClientAuthorities), ClientAuthorities) })
            if (!string.IsNullOrEmpty(path) && !File.Exists(path))
                yield return new($"{Section}:{name} names {path}, and there is no such file.");
        if (Certificate is null && ClientAuthorities is not null)
            yield return new($"{Section}:ClientAuthorities is set without {Section}:Certificate. TLS needs a certificate of this service first.");
    }
}

[OptionsValidator]
internal sealed partial class MllpDoorOptionsValidator : IValidateOptions<MllpDoorOptions>;
