using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>How a training run over the accumulated labels is made.</summary>
public sealed class RetrainingOptions
{
    public const string Section = "Retraining";

    /// <summary>A run over fewer labels than this is refused.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumLabels { get; set; } = 1;

    [Range(1, 10000)]
    public int Epochs { get; set; } = 4;

    [Range(1, 1024)]
    public int BatchSize { get; set; } = 8;

    [Range(1e-8, 1)]
    public double LearningRate { get; set; } = 1e-4;

    /// <summary>Minutes after which a run whose trainer has stopped renewing its claim may be taken over.</summary>
    [Range(1, 1440)]
    public int LeaseMinutes { get; set; } = 5;
}

[OptionsValidator]
internal sealed partial class RetrainingOptionsValidator : IValidateOptions<RetrainingOptions>;
