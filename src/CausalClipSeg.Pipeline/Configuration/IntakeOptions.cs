using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>How images and reports come in.</summary>
public sealed class IntakeOptions : IValidatableObject
{
    public const string Section = "Intake";

    private const int LongestQuietSeconds = 3600;

    /// <summary>Address of the storage SCP. Loopback unless the site opens it.</summary>
    [Required]
    public string DicomAddress { get; set; } = "127.0.0.1";

    /// <summary>TCP port of the storage SCP; above 1024, so that nobody has to be root.</summary>
    [Range(1, 65535, ErrorMessage = "Intake:DicomPort is not a TCP port (1 to 65535).")]
    public int DicomPort { get; set; } = 11112;

    /// <summary>Our application entity title towards those who send (PS3.5 6.2, AE: at most 16 characters).</summary>
    [Required, StringLength(16, ErrorMessage = "Intake:AeTitle is longer than the 16 characters of an AE title.")]
    public string AeTitle { get; set; } = "CAUSALCLIPSEG";

    /// <summary>Calling AE titles that may send; empty means any.</summary>
    public IList<string> AllowedCallingAe { get; } = [];

    /// <summary>Address of the MLLP listener. Loopback unless the site opens it.</summary>
    [Required]
    public string MllpAddress { get; set; } = "127.0.0.1";

    /// <summary>TCP port of the MLLP listener; 2575 is the registered one of HL7.</summary>
    [Range(1, 65535, ErrorMessage = "Intake:MllpPort is not a TCP port (1 to 65535).")]
    public int MllpPort { get; set; } = 2575;

    /// <summary>Time zone (IANA name) of times that come without an offset: OBR-7, Study Time; and of those written beside them into a SEG. The product keeps UTC.</summary>
    [Required]
    public string TimeZone { get; set; } = "UTC";

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>The moment on the site's clocks.</summary>
    public DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone);

    /// <summary>Folders below which an ImageArrived event may name a file.</summary>
    public IList<string> SharedFolders { get; } = [];

    /// <summary>Seconds without a further image after which a study counts as complete; 0 takes each image as it comes.</summary>
    [Range(0, LongestQuietSeconds)]
    public int QuietSeconds { get; set; }

    /// <summary>The same for single modalities, such as Intake:QuietSecondsByModality:CR=20.</summary>
    public IDictionary<string, int> QuietSecondsByModality { get; } = new Dictionary<string, int>();

    /// <summary>Which images of a study a report is delineated on.</summary>
    public ImageRule Images { get; set; } = ImageRule.Every;

    /// <summary>Whether a preliminary report (P, A, R) already leads to a SEG in the PACS.</summary>
    public bool RunPreliminary { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
            yield return new($"Intake:TimeZone is \"{TimeZone}\", which is no time zone of this system. Write an IANA name such as Europe/Vienna.");
        foreach (var problem in DoorAddress.Problems("Intake:DicomAddress", DicomAddress).Concat(DoorAddress.Problems("Intake:MllpAddress", MllpAddress)))
            yield return problem;
        foreach (var title in AllowedCallingAe.Where(title => title.Length is 0 or > 16))
            yield return new($"Intake:AllowedCallingAe holds \"{title}\"; an AE title has 1 to 16 characters.");
        foreach (var folder in SharedFolders.Where(folder => !Path.IsPathFullyQualified(folder)))
            yield return new($"{Section}:{nameof(SharedFolders)} holds \"{folder}\", which is no full path. Write it from the root on, such as /mnt/images.");
        foreach (var (modality, seconds) in QuietSecondsByModality.Where(quiet => quiet.Value is < 0 or > LongestQuietSeconds))
            yield return new($"Intake:QuietSecondsByModality:{modality} is {seconds}, which is not between 0 and {LongestQuietSeconds}.");
    }

    /// <summary>How long a study of this modality is waited for after each of its images.</summary>
    public TimeSpan QuietFor(string modality) => TimeSpan.FromSeconds(QuietSecondsByModality.TryGetValue(modality, out var seconds) ? seconds : QuietSeconds);
}

/// <summary>Which images of a study deserve a segmentation.</summary>
public enum ImageRule
{
    /// <summary>Each that the model can read.</summary>
    Every,

    /// <summary>Of several images of one view the newest: a repeated exposure replaces the earlier one, and its SEG names the other's as predecessor.</summary>
    NewestOfEachView,
}

[OptionsValidator]
internal sealed partial class IntakeOptionsValidator : IValidateOptions<IntakeOptions>;
