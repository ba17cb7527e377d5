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
}

[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
