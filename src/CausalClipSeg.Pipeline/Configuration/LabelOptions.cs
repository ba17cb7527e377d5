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

    /// <summary>What may be done with a label of which the sender says nothing: Unrestricted lets the model in service learn from it, Research models for research only, None no model.</summary>
    public LabelUse Use { get; set; } = LabelUse.Unrestricted;

    /// <summary>
    /// Secret key of the hash that stands for a reader: with it, a known name could be tried. Needed with Database:Postgres, the same for every process;
    /// embedded, one is made at the first start and kept beside the database. Another key later makes strangers of known readers.
    /// </summary>
    [MinLength(16, ErrorMessage = "Labels:ReaderKey has fewer than 16 characters; take a random one, such as: openssl rand -base64 32")]
    public string? ReaderKey { get; set; }
}

/// <summary>Processes that share a database share the key; nobody can make it up for them.</summary>
internal sealed class SharedReaderKeyValidator(bool isShared) : IValidateOptions<LabelOptions>
{
    public ValidateOptionsResult Validate(string? name, LabelOptions options) => isShared && string.IsNullOrEmpty(options.ReaderKey)
        ? ValidateOptionsResult.Fail(
            "Labels:ReaderKey is empty, and with Database:Postgres every process needs the same. Make a secret of the site's own: openssl rand -base64 32 > /run/secrets/Labels__ReaderKey")
        : ValidateOptionsResult.Success;
}

[OptionsValidator]
internal sealed partial class LabelOptionsValidator : IValidateOptions<LabelOptions>;
