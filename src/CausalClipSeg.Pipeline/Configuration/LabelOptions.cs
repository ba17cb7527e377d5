using System.ComponentModel.DataAnnotations;
using CausalClipSeg.Persistence;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>What is written on a label whose sender says nothing of it.</summary>
public sealed class LabelOptions
{
    public const string Section = "Labels";

    /// <summary>What the readers are whose SEGs come from the PACS; never a name.</summary>
    [Required, StringLength(64, ErrorMessage = "Labels:PacsRole is longer than 64 characters.")]
    public string PacsRole { get; set; } = "radiologist";

    /// <summary>The site whose labels these are.</summary>
    [StringLength(64, ErrorMessage = "Labels:Site is longer than 64 characters.")]
    public string? Site { get; set; }

    /// <summary>What may be done with a label of which the sender says nothing.</summary>
    public LabelUse Use { get; set; } = LabelUse.Unrestricted;

    /// <summary>Key of the hash that stands for a reader. Give each site its own: with the key, a known name could be tried.</summary>
    [Required, MinLength(8, ErrorMessage = "Labels:ReaderKey is shorter than 8 characters.")]
    public string ReaderKey { get; set; } = "causalclipseg readers 1";
}

[OptionsValidator]
internal sealed partial class LabelOptionsValidator : IValidateOptions<LabelOptions>;
