using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>What a visitor of the pages and of the HTTP API may do; written as words separated by commas.</summary>
[Flags]
public enum Permissions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Worklist, cases without patient data, models, health.</summary>
    Look = 1,

    /// <summary>Names, birth dates, report texts and pictures.</summary>
    PatientData = 2,

    /// <summary>Accept, reject and redraw results; what a reviewer must see besides comes with PatientData.</summary>
    Review = 4,

    /// <summary>Retry, drop and withdraw.</summary>
    Operate = 8,

    /// <summary>Train, promote, shadow and roll back.</summary>
    Models = 16,

    /// <summary>All of these.</summary>
    All = Look | PatientData | Review | Operate | Models,
}

/// <summary>One person or program with a key of its own.</summary>
public sealed class AccessEntry
{
    /// <summary>Written into the history of what this visitor changes.</summary>
    [Required(ErrorMessage = "Status:Access has an entry without a Name.")]
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of a long random key, in lower-case hexadecimal; the key itself is kept nowhere.</summary>
    [RegularExpression("^[0-9a-f]{64}$", ErrorMessage = "Status:Access has an entry whose KeySha256 is no SHA-256 in lower-case hexadecimal. Make one with: printf %s KEY | sha256sum")]
    public string KeySha256 { get; set; } = "";

    /// <summary>What this visitor may do.</summary>
    public Permissions May { get; set; } = Permissions.Look;

    /// <summary>What this visitor is, written on the labels that come of reviews; never a name.</summary>
    [Required, StringLength(64, ErrorMessage = "Status:Access has an entry whose Role is longer than 64 characters.")]
    public string Role { get; set; } = "radiologist";
}

/// <summary>Where the status role answers health checks and shows its pages, and to whom.</summary>
public sealed class StatusOptions : IValidatableObject
{
    public const string Section = "Status";

    /// <summary>Address of the HTTP listener. Loopback unless the site opens it.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>TCP port of the HTTP listener; above 1024, so that nobody has to be root.</summary>
    [Range(1, 65535, ErrorMessage = "Status:Port is not a TCP port (1 to 65535).")]
    public int Port { get; set; } = 8080;

    /// <summary>HTTPS. Without it, whoever is let in from elsewhere needs a proxy before this listener that does TLS.</summary>
    public TlsOptions Tls { get; set; } = new() { RequireClientCertificate = false };

    /// <summary>Address under which browsers reach the pages where a proxy stands before them, such as https://seg.hospital.example. Cookies are then for HTTPS only, and nobody counts as sitting at this machine.</summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>
    /// Addresses of the proxies before this listener, each an IP address or a range such as 10.0.0.0/8. Whom they say they speak for (X-Forwarded-For) is then believed,
    /// in the audit trail and in the limits; of everybody else it is not.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Requests a minute from one address, with as many at once; a further one is answered 429. Probes and scrapes are not counted.</summary>
    [Range(60, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 6000;

    /// <summary>Tries to sign in a minute from one address.</summary>
    [Range(1, 10_000)]
    public int SignInsPerMinute { get; set; } = 20;

    /// <summary>Connections at a time; a further one is closed.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 1000;

    /// <summary>Megabytes that the body of a request may have; that of a FHIR report is Intake:Fhir:MaxBytes.</summary>
    [Range(1, 1024)]
    public int MaxRequestMegabytes { get; set; } = 32;

    /// <summary>What whoever sits at this machine (loopback, past no proxy) may do without a key. Patient data needs a key unless the site says otherwise.</summary>
    public Permissions Local { get; set; } = Permissions.Look | Permissions.Operate | Permissions.Models;

    /// <summary>Who may come in from elsewhere, or do more.</summary>
    [ValidateEnumeratedItems]
    public IList<AccessEntry> Access { get; } = [];

    /// <summary>Hours after which a browser has to give its key again.</summary>
    [Range(1, 720)]
    public int SignInHours { get; set; } = 12;

    /// <summary>Minutes after which a browser that nobody has used has to sign in again, for machines that several people share; 0 means only SignInHours counts.</summary>
    [Range(0, 1440, ErrorMessage = "Status:IdleMinutes must be between 0 and 1440.")]
    public int IdleMinutes { get; set; }

    /// <summary>
    /// Whether /health/ready also fails while the archive is away. Off, since what it would get waits and the doors stay open; on where a load balancer should
    /// then send work to another site.
    /// </summary>
    public bool ReadyNeedsPacs { get; set; }

    /// <summary>
    /// Whether what a reviewer accepts or draws is stored in the PACS as a SEG of a person; replaced later by the same reader, or ended with its case, it is
    /// rejected there where Pacs:RejectionNotes is on.
    /// </summary>
    public bool ReviewsToPacs { get; set; }

    /// <summary>
    /// Minutes for which a reviewer may take back what was said of a segment. What ReviewsToPacs stores waits as long, so that a slip never reaches the archive; 0 means
    /// that words are final.
    /// </summary>
    [Range(0, 1440, ErrorMessage = "Status:TakeBackMinutes must be between 0 and 1440.")]
    public int TakeBackMinutes { get; set; } = 10;

    /// <summary>Whether browsers speak HTTPS with us, directly or through a proxy.</summary>
    public bool IsHttps => Tls.Enabled || PublicAddress?.Scheme == Uri.UriSchemeHttps;

    internal IEnumerable<IPNetwork> Proxies() => TrustedProxies.Select(Network).OfType<IPNetwork>();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var proxy in TrustedProxies.Where(proxy => Network(proxy) is null))
            yield return new($"{Section}:{nameof(TrustedProxies)} holds \"{proxy}\", which is neither an IP address nor a range. Write 10.1.2.3 or 10.0.0.0/8.");
        foreach (var problem in Tls.Problems($"{Section}:{nameof(Tls)}", needsCertificate: true).Concat(DoorAddress.Problems($"{Section}:{nameof(Address)}", Address, "localhost", "*", "+")))
            yield return problem;
        if (PublicAddress is { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") })
            yield return new($"{Section}:{nameof(PublicAddress)} is {PublicAddress}; give an address that begins with https:// or http://.");
    }

    private static IPNetwork? Network(string text) =>
        IPAddress.TryParse(text, out var one) ? new IPNetwork(one, one.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32)
        : IPNetwork.TryParse(text, out var range) ? range
        : null;
}

[OptionsValidator]
internal sealed partial class StatusOptionsValidator : IValidateOptions<StatusOptions>;
