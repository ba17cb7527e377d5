using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>How far the ladder from a report to its study may go.</summary>
public sealed class MatchingOptions
{
    public const string Section = "Matching";

    /// <summary>Whether a study found by its UID or accession number must be of the report's patient, where both say whose they are.</summary>
    public bool CheckPatient { get; set; } = true;

    /// <summary>The last rung: minutes that the report's observation time and the study's time may differ, for the same patient. 0, the default, leaves the rung out.</summary>
    [Range(0, 10_080, ErrorMessage = "Matching:PatientWindowMinutes is not between 0 (never match by patient and time) and 10080 (a week).")]
    public int PatientWindowMinutes { get; set; }

    /// <summary>A report that has waited longer than this for its study is an alarm.</summary>
    [Range(1, 525_600)]
    public int AlarmAfterMinutes { get; set; } = 24 * 60;
}

[OptionsValidator]
internal sealed partial class MatchingOptionsValidator : IValidateOptions<MatchingOptions>;
