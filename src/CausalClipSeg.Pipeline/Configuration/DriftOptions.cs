using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>When what comes in, or what the model makes of it, counts as changed.</summary>
public sealed class DriftOptions : IValidatableObject
{
    public const string Section = "Drift";

    /// <summary>Population stability index from which a measure has drifted; 0.25 is the customary mark of a major shift.</summary>
    [Range(0.01, 100)]
    public double Threshold { get; set; } = 0.25;

    /// <summary>Cases of the reference window: the first ones that the champion answered.</summary>
    [Range(20, 1_000_000)]
    public int ReferenceCases { get; set; } = 500;

    /// <summary>Cases of the recent window, and the fewest of either window to measure at all: with small windows chance alone moves the index by some (bins - 1) (1/n + 1/m).</summary>
    [Range(20, 1_000_000)]
    public int RecentCases { get; set; } = 200;

    /// <summary>Reviewed cases of the reference window: the first ones of the champion's on which readers said anything.</summary>
    [Range(20, 1_000_000)]
    public int ReferenceReviews { get; set; } = 200;

    /// <summary>Reviewed cases of each block after them; the latest full block is compared with the reference.</summary>
    [Range(20, 1_000_000)]
    public int RecentReviews { get; set; } = 100;

    /// <summary>
    /// Share of unchanged blocks that raise an alarm by chance, because readers corrected more (Fisher's exact test) or agreed less (permutation test of the Dice): 0.01 is one
    /// block in a hundred. With the defaults, a share of corrections that rises from 5 to 20 % is found in seven of eight blocks.
    /// </summary>
    [Range(0.000001, 0.5)]
    public double FalseAlarmRate { get; set; } = 0.01;

    /// <summary>Minutes between two looks at the windows.</summary>
    [Range(0.01, 10_000)]
    public double EveryMinutes { get; set; } = 60;

    /// <summary>Whether an alarm asks for a training run.</summary>
    public bool Retrain { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RecentCases > ReferenceCases)
            yield return new($"Drift:RecentCases is {RecentCases} and Drift:ReferenceCases only {ReferenceCases}: nothing would ever be measured. Make the reference window the larger one, or as large.");
    }
}

[OptionsValidator]
internal sealed partial class DriftOptionsValidator : IValidateOptions<DriftOptions>;
