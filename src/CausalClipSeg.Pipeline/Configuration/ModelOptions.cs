using System.ComponentModel.DataAnnotations;
using CausalClipSeg.Model;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>The bundle that is the champion before any was promoted, and how inference runs.</summary>
public sealed class ModelOptions : IValidatableObject
{
    public const string Section = "Model";

    /// <summary>Folder of the first bundle; the shipped one when empty.</summary>
    public string? Bundle { get; set; }

    /// <summary>Most requests that share one pass through the network.</summary>
    [Range(1, 256)]
    public int MaxBatch { get; set; } = 8;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Bundle) && !File.Exists(Path.Combine(Bundle, ModelBundle.ManifestFile)))
            yield return new($"{Section}:{nameof(Bundle)} is wrong: {Path.GetFullPath(Bundle)} is not a model bundle: it has no {ModelBundle.ManifestFile}. Give the folder that holds {ModelBundle.ManifestFile} and its weights, or leave it out for the shipped one.");
    }
}

[OptionsValidator]
internal sealed partial class ModelOptionsValidator : IValidateOptions<ModelOptions>;
