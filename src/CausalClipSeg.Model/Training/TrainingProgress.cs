namespace CausalClipSeg.Model;

/// <summary>Where a run stands after a step; validation figures only at the end of an epoch.</summary>
public sealed record TrainingProgress
{
    public required long Step { get; init; }

    public required long TotalSteps { get; init; }

    public required double Epoch { get; init; }

    public required double Loss { get; init; }

    /// <summary>Null at steps in which the confounding head does not learn.</summary>
    public double? ConfoundingLoss { get; init; }

    /// <summary>Mean Dice of this step's training batch.</summary>
    public required double Dice { get; init; }

    public required double LearningRate { get; init; }

    public required double ImagesPerSecond { get; init; }

    public double? ValidationDice { get; init; }

    public double? ValidationIou { get; init; }
}

/// <summary>What a finished run left behind.</summary>
public sealed record TrainingResult(string BundleFolder, EvaluationResult Validation, long Steps, TimeSpan Elapsed);
