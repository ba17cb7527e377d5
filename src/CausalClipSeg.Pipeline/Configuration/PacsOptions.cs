using System.ComponentModel.DataAnnotations;
using CausalClipSeg.Dicom.Segmentations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>The archive that gets the SEGs: none configured means the local result store below Storage:Root.</summary>
public sealed class PacsOptions : IValidatableObject
{
    public const string Section = "Pacs";

    /// <summary>Host of the DICOM archive; empty means the local result store.</summary>
    public string? Host { get; set; }

    /// <summary>TCP port of the archive's DICOM node; 104 is the well-known one (PS3.8 9.1), Orthanc's own is 4242.</summary>
    [Range(1, 65535, ErrorMessage = "Pacs:Port is not a TCP port (1 to 65535).")]
    public int Port { get; set; } = 104;

    /// <summary>Application entity title of the archive (PS3.5 6.2, AE: at most 16 characters).</summary>
    [Required, StringLength(16, ErrorMessage = "Pacs:CalledAe is longer than the 16 characters of an AE title.")]
    public string CalledAe { get; set; } = "ORTHANC";

    /// <summary>Our own application entity title towards the archive.</summary>
    [Required, StringLength(16, ErrorMessage = "Pacs:CallingAe is longer than the 16 characters of an AE title.")]
    public string CallingAe { get; set; } = "CAUSALCLIPSEG";

    /// <summary>TLS towards the archive's DICOM port.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>How SEGs go there: C-STORE needs Pacs:Host, STOW-RS needs Pacs:DicomWeb.</summary>
    public PacsTransport Transport { get; set; } = PacsTransport.CStore;

    /// <summary>How images are fetched that an event only names.</summary>
    public PacsRetrieve Retrieve { get; set; } = PacsRetrieve.Auto;

    /// <summary>Modalities that are fetched where an event names a whole study; CR, DX and RG where none is given.</summary>
    public IList<string> RetrieveModalities { get; } = [];

    /// <summary>Ask the archive to answer for each SEG (storage commitment), and count a case as delivered only when it does.</summary>
    public bool StorageCommitment { get; set; }

    /// <summary>Minutes that the archive may take to report; then the case is parked.</summary>
    [Range(1, 10_080)]
    public int CommitmentMinutes { get; set; } = 120;

    /// <summary>DICOMweb root of the archive, for QIDO-RS, WADO-RS and STOW-RS.</summary>
    public Uri? DicomWeb { get; set; }

    /// <summary>Name for basic authentication at the DICOMweb server.</summary>
    public string? DicomWebUser { get; set; }

    /// <summary>Password that goes with DicomWebUser; a secret, so a file of /run/secrets is its place.</summary>
    public string? DicomWebPassword { get; set; }

    /// <summary>Bearer token for the DICOMweb server; goes before name and password. One that expires is renewed in its file of secrets, which is looked at every second.</summary>
    public string? DicomWebToken { get; set; }

    /// <summary>Certificates of HTTPS where the system's authorities do not do.</summary>
    public TlsOptions DicomWebTls { get; set; } = new();

    /// <summary>Strict follows PS3.3 to the letter; Viewer adds what OHIF needs to show a SEG of a radiograph.</summary>
    public SegmentationProfile Profile { get; set; } = SegmentationProfile.Strict;

    /// <summary>Also send a Secondary Capture with the segments burnt in, for viewers that cannot show a SEG.</summary>
    public bool SecondaryCapture { get; set; }

    /// <summary>Also send a Basic Text SR that ties together sentence, finding and segment.</summary>
    public bool StructuredReport { get; set; }

    /// <summary>Seconds to wait for the archive's answer to one C-STORE.</summary>
    [Range(1, 3600)]
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Associations to the archive at a time; what comes while all are under way goes out together on the next one.</summary>
    [Range(1, 32)]
    public int Associations { get; set; } = 2;

    /// <summary>Seconds between two attempts after a transient failure, doubled each time up to <see cref="LongestRetrySeconds"/>, give or take a fifth.</summary>
    [Range(1, 3600)]
    public int RetrySeconds { get; set; } = 2;

    /// <summary>Seconds that the pauses between attempts grow to; an archive that comes back is found within so long.</summary>
    [Range(1, 3600)]
    public int LongestRetrySeconds { get; set; } = 15;

    /// <summary>Failures in a row after which the archive is only probed.</summary>
    [Range(1, 1000)]
    public int BreakAfter { get; set; } = 3;

    /// <summary>Whether the archive honours Key Objects that reject a SEG (IHE Imaging Object Change Management).</summary>
    public bool RejectionNotes { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Transport == PacsTransport.Stow && DicomWeb is null)
            yield return new("Pacs:Transport is Stow, and Pacs:DicomWeb is empty; give the DICOMweb root of the archive, such as https://pacs/dicom-web/.");
        if (DicomWeb is { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") })
            yield return new($"Pacs:DicomWeb is {DicomWeb}; give an address that begins with https:// or http://.");
        if (StorageCommitment && (Transport == PacsTransport.Stow || string.IsNullOrWhiteSpace(Host)))
            yield return new("Pacs:StorageCommitment needs Pacs:Host and Pacs:Transport=CStore: DICOMweb has no storage commitment here.");
        if (Retrieve is PacsRetrieve.Get or PacsRetrieve.Move && string.IsNullOrWhiteSpace(Host))
            yield return new($"Pacs:Retrieve is {Retrieve}, and Pacs:Host is empty.");
        if (Retrieve == PacsRetrieve.Web && DicomWeb is null)
            yield return new("Pacs:Retrieve is Web, and Pacs:DicomWeb is empty.");
        foreach (var problem in Tls.Problems("Pacs:Tls", needsCertificate: false).Concat(DicomWebTls.Problems("Pacs:DicomWebTls", needsCertificate: false)))
            yield return problem;
    }
}

/// <summary>How SEGs go to the archive.</summary>
public enum PacsTransport
{
    /// <summary>A DICOM association with Pacs:Host.</summary>
    CStore,

    /// <summary>STOW-RS to Pacs:DicomWeb.</summary>
    Stow,
}

/// <summary>How images come from the archive.</summary>
public enum PacsRetrieve
{
    /// <summary>DICOMweb where it is configured, else C-GET.</summary>
    Auto,

    /// <summary>WADO-RS from Pacs:DicomWeb.</summary>
    Web,

    /// <summary>C-GET: on our own association.</summary>
    Get,

    /// <summary>C-MOVE: the archive opens an association to our storage SCP; for archives without C-GET.</summary>
    Move,
}

[OptionsValidator]
internal sealed partial class PacsOptionsValidator : IValidateOptions<PacsOptions>;
