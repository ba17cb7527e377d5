using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>What the models that come out of the labels are for.</summary>
public enum DatasetPurpose
{
    /// <summary>A model in service: labels for research only stay out.</summary>
    Service,

    /// <summary>Research: labels for research only are used as well.</summary>
    Research,
}

/// <summary>Which labels make a data set, and how patients are split.</summary>
public sealed class DatasetOptions
{
    public const string Section = "Datasets";

    /// <summary>
    /// Secret key of the hash that puts each patient on a side, for ever, and that stands for patients in manifests. Where it is empty, one is made at the first
    /// start and kept in the keys folder of Storage:Root; trainers that do not share that folder need the same key here. Another key after the first snapshot is refused.
    /// </summary>
    [MinLength(16, ErrorMessage = "Datasets:SplitKey has fewer than 16 characters; take a random one, such as: openssl rand -base64 32")]
    public string? SplitKey { get; set; }

    /// <summary>What the models are for: Service leaves out labels for research only, Research uses them as well.</summary>
    public DatasetPurpose Purpose { get; set; } = DatasetPurpose.Service;

    /// <summary>Sites whose labels are used; empty means all.</summary>
    public IList<string> Sites { get; } = [];

    /// <summary>Two readers whose masks agree less than this (Dice) are a dispute: neither mask is used until one of the two changes.</summary>
    [Range(0.0, 1.0)]
    public double MinimumAgreement { get; set; } = 0.5;
}

[OptionsValidator]
internal sealed partial class DatasetOptionsValidator : IValidateOptions<DatasetOptions>;
