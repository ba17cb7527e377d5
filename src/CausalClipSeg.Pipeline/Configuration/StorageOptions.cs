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
}

[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
