using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Where the status role answers health checks and shows its pages.</summary>
public sealed class StatusOptions
{
    public const string Section = "Status";

    /// <summary>Address of the HTTP listener. Loopback unless the site opens it.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    [Range(1, 65535, ErrorMessage = "Status:Port is not a TCP port (1 to 65535).")]
    public int Port { get; set; } = 8080;
}

[OptionsValidator]
internal sealed partial class StatusOptionsValidator : IValidateOptions<StatusOptions>;
