using System.ComponentModel.DataAnnotations;
using CausalClipSeg.Dicom.Segmentations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>The archive that gets the SEGs: none configured means the local result store below Storage:Root.</summary>
public sealed class PacsOptions
{
    public const string Section = "Pacs";

    /// <summary>Host of the DICOM archive; empty means the local result store.</summary>
    public string? Host { get; set; }

    [Range(1, 65535, ErrorMessage = "Pacs:Port is not a TCP port (1 to 65535).")]
    public int Port { get; set; } = 104;

    /// <summary>Application entity title of the archive (PS3.5 6.2, AE: at most 16 characters).</summary>
    [Required, StringLength(16, ErrorMessage = "Pacs:CalledAe is longer than the 16 characters of an AE title.")]
    public string CalledAe { get; set; } = "ORTHANC";

    /// <summary>Our own application entity title towards the archive.</summary>
    [Required, StringLength(16, ErrorMessage = "Pacs:CallingAe is longer than the 16 characters of an AE title.")]
    public string CallingAe { get; set; } = "CAUSALCLIPSEG";

    /// <summary>DICOMweb root of the archive, for images that an event only names (WADO-RS).</summary>
    public Uri? DicomWeb { get; set; }

    /// <summary>Strict follows PS3.3 to the letter; Viewer adds what OHIF needs to show a SEG of a radiograph.</summary>
    public SegmentationProfile Profile { get; set; } = SegmentationProfile.Strict;

    /// <summary>Seconds to wait for the archive's answer to one C-STORE.</summary>
    [Range(1, 3600)]
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Seconds between two attempts after a transient failure, doubled each time up to <see cref="LongestRetrySeconds"/>, give or take a fifth.</summary>
    [Range(1, 3600)]
    public int RetrySeconds { get; set; } = 2;

    [Range(1, 3600)]
    public int LongestRetrySeconds { get; set; } = 15;

    /// <summary>Failures in a row after which the archive is only probed.</summary>
    [Range(1, 1000)]
    public int BreakAfter { get; set; } = 3;

    /// <summary>Whether the archive honours Key Objects that reject a SEG (IHE Imaging Object Change Management).</summary>
    public bool RejectionNotes { get; set; }
}

[OptionsValidator]
internal sealed partial class PacsOptionsValidator : IValidateOptions<PacsOptions>;
