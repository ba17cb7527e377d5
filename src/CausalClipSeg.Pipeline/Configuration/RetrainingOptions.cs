using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>When a training run over the accumulated labels is made, and how.</summary>
public sealed class RetrainingOptions
{
    public const string Section = "Retraining";

    /// <summary>A run over fewer labels than this is refused.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumLabels { get; set; } = 1;

    /// <summary>So many new labels since the last run ask for the next; 0 switches this trigger off.</summary>
    [Range(0, int.MaxValue)]
    public int NewLabels { get; set; }

    /// <summary>Cron expression of five fields (UTC) that asks for a run when there are new labels: "0 2 * * SUN". Empty switches it off.</summary>
    public string? Schedule { get; set; }

    /// <summary>Times that a run goes over its labels: few, since it begins from a model that is good already.</summary>
    [Range(1, 10000)]
    public int Epochs { get; set; } = 4;

    /// <summary>Pictures that share one step; more need more memory and give a steadier gradient.</summary>
    [Range(1, 1024)]
    public int BatchSize { get; set; } = 8;

    /// <summary>Highest step size of Adam: small, since a run corrects a good model and must not forget.</summary>
    [Range(1e-8, 1)]
    public double LearningRate { get; set; } = 1e-4;

    /// <summary>Seed of shuffling, augmentation and the maskers: the same labels and seed make the same candidate.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; set; } = 1;

    /// <summary>Old labels (those the champion has learnt from) for each new one, so that nothing is forgotten; all of them where they are fewer.</summary>
    [Range(0.0, 1000.0)]
    public double Replay { get; set; } = 2;

    /// <summary>Further training lists (JSON Lines) that every run mixes in, such as what the first bundle was trained on.</summary>
    public IList<string> ReplayLists { get; } = [];

    /// <summary>
    /// Share (0..1) of one-sided labels at which the other side is asked for instead, the answer being empty. Where labels mark only some of
    /// the lesions of a picture, that would teach what is untrue: set it to 0 there.
    /// </summary>
    [Range(0.0, 1.0)]
    public double OtherSideQuestions { get; set; } = 0.1;

    /// <summary>Steps between two checkpoints; a trainer that is killed loses at most so many.</summary>
    [Range(1, 1_000_000)]
    public int CheckpointEvery { get; set; } = 100;

    /// <summary>libtorch's threads while training; 0 leaves the number to libtorch.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>What trains here; one run at a time on each. The machine's name when empty.</summary>
    public string? Device { get; set; }

    /// <summary>Seconds after which a run whose trainer has stopped renewing its claim may be taken over.</summary>
    [Range(3, 86_400)]
    public int LeaseSeconds { get; set; } = 60;

    /// <summary>Inference goes first: a training step waits so long, in milliseconds, for cases that wait for the same process's network; 0 does not wait.</summary>
    [Range(0, 600_000)]
    public int YieldMilliseconds { get; set; } = 5000;
}

[OptionsValidator]
internal sealed partial class RetrainingOptionsValidator : IValidateOptions<RetrainingOptions>;

/// <summary>The schedule must be readable before anything starts.</summary>
internal sealed class ScheduleValidator : IValidateOptions<RetrainingOptions>
{
    public ValidateOptionsResult Validate(string? name, RetrainingOptions options) =>
        string.IsNullOrWhiteSpace(options.Schedule) || Cronos.CronExpression.TryParse(options.Schedule, out _)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Retraining:Schedule '{options.Schedule}' is no cron expression of five fields, such as \"0 2 * * SUN\" (Sundays at two, UTC).");
}
