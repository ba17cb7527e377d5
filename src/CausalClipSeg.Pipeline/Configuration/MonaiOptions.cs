using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Images that MONAI Deploy's Informatics Gateway has received, by its messages on the same RabbitMQ.</summary>
public sealed class MonaiOptions
{
    public const string Section = "Intake:Monai";

    /// <summary>The gateway's exchange, usually monaideploy (a durable topic exchange). Nothing is listened for when empty.</summary>
    public string? Exchange { get; set; }

    /// <summary>The topic under which it announces payloads.</summary>
    [Required]
    public string RoutingKey { get; set; } = "md.workflow.request";

    /// <summary>Where the gateway's storage is mounted here, a folder for each bucket; it must also be among Intake:SharedFolders. When empty, the PACS is asked for the images.</summary>
    public string? Folder { get; set; }
}

[OptionsValidator]
internal sealed partial class MonaiOptionsValidator : IValidateOptions<MonaiOptions>;
