using System.Globalization;

namespace CausalClipSeg.Model;

/// <summary>Refuses options that no run can be made of, before anything is read or written.</summary>
internal static class TrainingLimits
{
    private const int LongestName = 64; // what a SEG holds of it (LO, PS3.5 6.2)

    /// <exception cref="TrainingRefusedException">The first option that makes no sense, by its name on the command line.</exception>
    public static void Require(TrainingOptions run)
    {
        if (run.TrainingLists.Count == 0)
            throw new TrainingRefusedException("A run needs at least one list of samples (--data).");
        if (run is { Resume: true, Overwrite: true })
            throw new TrainingRefusedException("--resume goes on with a run and --overwrite loses it; give one of them.");
        Least("--epochs", run.Epochs, 1);
        Least("--batch", run.BatchSize, 1);
        Least("--checkpoint-every", run.CheckpointEvery, 1);
        Least("--threads", run.Threads, 0);
        Least("the warm-up's steps", run.WarmupSteps, 0);
        Least("the confounding head's every", run.ConfoundingEvery, 1);
        Least("the maskers' every", run.MaskerEvery, 1);
        Above("--learning-rate", run.LearningRate);
        Within("--backbone-learning-rate", run.BackboneLearningRate ?? 0, double.MaxValue);
        Within("the maskers' learning rate", run.MaskerLearningRate, double.MaxValue);
        Within("--weight-decay", run.WeightDecay, double.MaxValue);
        Above("the gradients' largest norm", run.GradientClip);
        Within("the weights' average decay", run.AverageDecay, 1);
        Require(run.Augmentation);
        Named("--name", run.BundleName);
        Named("--version", run.BundleVersion);
    }

    private static void Require(AugmentationOptions changed)
    {
        foreach (var share in (double[])[changed.Flip, changed.DropCount, changed.DropZones, changed.OneSide, changed.OtherSide, changed.ReportWords])
            Within("a probability of the augmentation", share, 1);
        foreach (var strength in (double[])[changed.Rotation, changed.Shift])
            Within("--augmentation", strength, double.MaxValue);
        foreach (var strength in (double[])[changed.Scale, changed.Contrast])
            Within("--augmentation", strength, 1);
    }

    private static void Least(string option, int value, int least)
    {
        if (value < least)
            throw new TrainingRefusedException($"{option} is {value}; it must be {least} or more.");
    }

    private static void Above(string option, double value)
    {
        if (!double.IsFinite(value) || value <= 0)
            throw new TrainingRefusedException(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; it must be a number above 0."));
    }

    private static void Within(string option, double value, double most)
    {
        if (!(value >= 0 && value <= most))
            throw new TrainingRefusedException(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; it must be {(most == double.MaxValue ? "a number of 0 or more" : $"from 0 to {most}")}."));
    }

    private static void Named(string option, string value)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Length > LongestName || value.Any(character => char.IsControl(character) || character == '\\'))
            throw new TrainingRefusedException($"{option} is \"{value}\"; it must be 1 to {LongestName} characters without a backslash, as it stands in every SEG.");
    }
}
