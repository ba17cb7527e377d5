using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>How images and reports come in.</summary>
public sealed class IntakeOptions
{
    public const string Section = "Intake";

    /// <summary>Address of the storage SCP. Loopback unless the site opens it.</summary>
    [Required]
    public string DicomAddress { get; set; } = "127.0.0.1";

    [Range(1, 65535, ErrorMessage = "Intake:DicomPort is not a TCP port (1 to 65535).")]
    public int DicomPort { get; set; } = 11112;

    [Required, StringLength(16, ErrorMessage = "Intake:AeTitle is longer than the 16 characters of an AE title.")]
    public string AeTitle { get; set; } = "CAUSALCLIPSEG";

    /// <summary>Calling AE titles that may send; empty means any.</summary>
    public IList<string> AllowedCallingAe { get; } = [];

    /// <summary>Address of the MLLP listener. Loopback unless the site opens it.</summary>
    [Required]
    public string MllpAddress { get; set; } = "127.0.0.1";

    [Range(1, 65535, ErrorMessage = "Intake:MllpPort is not a TCP port (1 to 65535).")]
    public int MllpPort { get; set; } = 2575;

    /// <summary>Folders below which an ImageArrived event may name a file.</summary>
    public IList<string> SharedFolders { get; } = [];

    /// <summary>Whether a preliminary report (P, A, R) already leads to a SEG in the PACS.</summary>
    public bool RunPreliminary { get; set; }
}

[OptionsValidator]
internal sealed partial class IntakeOptionsValidator : IValidateOptions<IntakeOptions>;
