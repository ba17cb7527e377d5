using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Where received instances, results, label masks and trained bundles are kept.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>Folder of everything this system writes. Several workers on one database share it (a network volume).</summary>
    [Required(ErrorMessage = "Storage:Root is empty. Set it to a folder that this process may write to.")]
    public string Root { get; set; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "causalclipseg");

    /// <summary>Free megabytes on the volume of Root below which the log warns.</summary>
    [Range(0, long.MaxValue)]
    public long WarnFreeMegabytes { get; set; } = 1024;

    /// <summary>Free megabytes below which nothing more is taken: C-STORE answers A700, MLLP AR, HTTP 503.</summary>
    [Range(0, long.MaxValue)]
    public long RefuseFreeMegabytes { get; set; } = 256;

    /// <summary>Megabytes of memory above which nothing more is taken; 0 means nine tenths of what the machine or the container has.</summary>
    [Range(0, long.MaxValue)]
    public long MemoryMegabytes { get; set; }

    /// <summary>Days that published messages and notes of handled ones are kept; longer than any broker may redeliver.</summary>
    [Range(1, 3650)]
    public int KeepMessagesDays { get; set; } = 7;

    /// <summary>Ended training runs whose folders (lists, curves, a copy of the bundle, a failed run's checkpoint) are kept, the newest; the records stay.</summary>
    [Range(0, 100_000)]
    public int KeepRuns { get; set; } = 20;

    /// <summary>Evaluations whose reports are kept, the newest; those of models that are or were in charge stay besides, and so do the figures of all.</summary>
    [Range(0, 100_000)]
    public int KeepEvaluations { get; set; } = 100;

    /// <summary>
    /// Snapshots of labels that are kept, the newest; those stay besides that a model with weights, an open run or an open evaluation needs. Pictures and masks that no kept
    /// snapshot names are deleted; which labels a model learnt from stays known.
    /// </summary>
    [Range(1, 100_000)]
    public int KeepSnapshots { get; set; } = 10;

    /// <summary>Days that all of these, and candidates that nobody has judged, are kept in any case.</summary>
    [Range(1, 3650)]
    public int KeepLearningDays { get; set; } = 30;

    /// <summary>Hours between two looks at what of these may go, and at the weights of refused and retired models (Promotion:KeepRejected, Promotion:KeepRetired).</summary>
    [Range(0.1, 720)]
    public double PurgeHours { get; set; } = 24;
}

[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
