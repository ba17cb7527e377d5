using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Whom the storage SCP lets in and how much it takes. Address, port and AE title are Intake:DicomAddress, Intake:DicomPort and Intake:AeTitle.</summary>
public sealed class DicomDoorOptions : IValidatableObject
{
    public const string Section = "Intake:Dicom";

    public const string TlsSection = $"{Section}:{nameof(Tls)}";

    /// <summary>Further AE titles that this service answers to.</summary>
    public IList<string> OtherAeTitles { get; } = [];

    /// <summary>Addresses or networks that may connect (10.1.0.0/16, 192.168.7.4); empty lets in everyone whom the firewall lets through.</summary>
    public IList<string> AllowedPeers { get; } = [];

    /// <summary>Associations at a time; a further one is rejected as transient, so that its sender comes again.</summary>
    [Range(1, 1000)]
    public int MaximumAssociations { get; set; } = 64;

    /// <summary>The longest P-DATA-TF that senders are asked to make.</summary>
    [Range(4096, 1 << 20)]
    public int MaximumPduBytes { get; set; } = 131072;

    /// <summary>A larger object is refused with 0xA700.</summary>
    [Range(1, 1 << 20)]
    public int MaximumObjectMegabytes { get; set; } = 4096;

    /// <summary>How long open associations may go on when the service stops.</summary>
    [Range(0, 600)]
    public int DrainSeconds { get; set; } = 20;

    public TlsOptions Tls { get; set; } = new();

    /// <summary>Where application entities listen that ask us for storage commitment: AE title to host:port. An asker that is not named is answered on its own association.</summary>
    public IDictionary<string, string> Peers { get; } = new Dictionary<string, string>();

    /// <returns>Null where the application entity is not configured.</returns>
    public DnsEndPoint? AddressOf(string aeTitle) => Peers.TryGetValue(aeTitle, out var text) && TryRead(text, out var address) ? address : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var peer in AllowedPeers.Where(peer => !IPAddress.TryParse(peer, out _) && !IPNetwork.TryParse(peer, out _)))
            yield return new($"{Section}:AllowedPeers holds \"{peer}\", which is neither an address nor a network; write 10.1.0.0/16 or 192.168.7.4.");
        foreach (var title in OtherAeTitles.Where(title => title.Length is 0 or > 16))
            yield return new($"{Section}:OtherAeTitles holds \"{title}\"; an AE title has 1 to 16 characters.");
        foreach (var (title, text) in Peers)
            if (!TryRead(text, out _))
                yield return new($"{Section}:Peers:{title} is \"{text}\"; write host:port.");
        foreach (var problem in Tls.Problems(TlsSection, needsCertificate: true))
            yield return problem;
    }

    private static bool TryRead(string text, out DnsEndPoint? address)
    {
        var colon = text.LastIndexOf(':');
        var isAddress = colon > 0 && ushort.TryParse(text[(colon + 1)..], out var port) && port > 0;
        address = isAddress ? new DnsEndPoint(text[..colon].Trim('[', ']'), int.Parse(text[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture)) : null;
        return isAddress;
    }
}

[OptionsValidator]
internal sealed partial class DicomDoorOptionsValidator : IValidateOptions<DicomDoorOptions>;
