namespace CausalClipSeg.Model;

/// <summary>Everything that decides how a training run goes; two runs with equal options and data learn the same weights.</summary>
public sealed record TrainingOptions
{
    /// <summary>Lists of samples; several are mixed.</summary>
    public required IReadOnlyList<string> TrainingLists { get; init; }

    public required string ValidationList { get; init; }

    /// <summary>Checkpoint, metrics and the finished bundle go here.</summary>
    public required string OutputFolder { get; init; }

    public NetworkGeometry Geometry { get; init; } = CompactPreset.Geometry;

    public Preprocessing Preprocessing { get; init; } = CompactPreset.Preprocessing;

    /// <summary>A bundle to go on from; its geometry, preprocessing and words replace those given here.</summary>
    public string? InitialBundle { get; init; }

    /// <summary>Side of the network's input in pixels; null keeps that of the preprocessing.</summary>
    public int? InputSize { get; init; }

    /// <summary>As <see cref="BundleManifest.MirrorAveraging"/>; null keeps that of the bundle gone on from. Training itself is the same either way.</summary>
    public bool? MirrorAveraging { get; init; }

    /// <summary>By what the bundle is known, in its SEGs too; the output folder's name where none is given.</summary>
    public string BundleName
    {
        get => field ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(OutputFolder)));
        init;
    }

    public string BundleVersion { get; init; } = "0.1.0";

    /// <summary>On what and how long, for the model card; null lets the trainer say what it knows.</summary>
    public string? TrainingNote { get; init; }

    public int Seed { get; init; } = 1;

    public int Epochs { get; init; } = 20;

    public int BatchSize { get; init; } = 16;

    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Of the two encoders; null: as the rest. Lower where they come pretrained, so that they are refined and not unlearnt.</summary>
    public double? BackboneLearningRate { get; init; }

    /// <summary>The maskers play against the rest, at their own pace.</summary>
    public double MaskerLearningRate { get; init; } = 5e-4;

    public double WeightDecay { get; init; } = 0.02;

    public int WarmupSteps { get; init; } = 100;

    public double GradientClip { get; init; } = 1;

    public double AverageDecay { get; init; } = 0.998;

    /// <summary>Share of the confounding head's loss in the first move of the game.</summary>
    public double ConfoundingWeight { get; init; } = 0.5;

    /// <summary>The confounding head learns at every so many steps; its share of a step's work is a third.</summary>
    public int ConfoundingEvery { get; init; } = 4;

    /// <summary>The maskers move at every so many steps.</summary>
    public int MaskerEvery { get; init; } = 8;

    /// <summary>How much the maskers gain by making the confounding head wrong, compared with keeping the causal head right.</summary>
    public double MaskerConfoundingWeight { get; init; } = 0.3;

    /// <summary>Beyond this loss the confounding head is wrong enough: without a bound the maskers would only play for that.</summary>
    public double ConfoundingCap { get; init; } = 1.5;

    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Samples of the validation list that an epoch is judged on; 0 for all. The finished bundle is always judged on all.</summary>
    public int EpochValidationSamples { get; init; } = 200;

    /// <summary>Steps from one checkpoint to the next; the end of an epoch is one as well, unless epochs end every few seconds.</summary>
    public int CheckpointEvery { get; init; } = 200;

    /// <summary>Go on from the checkpoint in the output folder when there is one.</summary>
    public bool Resume { get; init; }

    /// <summary>Begin anew where a run has left its checkpoint or its bundle in the output folder.</summary>
    public bool Overwrite { get; init; }

    public ComputeOptions Compute { get; init; } = new();

    /// <summary>libtorch's threads; 0 leaves the number to libtorch.</summary>
    public int Threads { get; init; }
}
