using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>The bundle that is the champion before any was promoted, and how inference runs.</summary>
public sealed class ModelOptions
{
    public const string Section = "Model";

    /// <summary>Folder of the first bundle; the shipped one when empty.</summary>
    public string? Bundle { get; set; }

    /// <summary>Most requests that share one pass through the network.</summary>
    [Range(1, 256)]
    public int MaxBatch { get; set; } = 8;
}

[OptionsValidator]
internal sealed partial class ModelOptionsValidator : IValidateOptions<ModelOptions>;
