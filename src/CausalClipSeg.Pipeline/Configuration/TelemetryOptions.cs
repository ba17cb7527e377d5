using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Where traces and metrics go. Neither ever holds a patient's name, identifier or report text.</summary>
public sealed class TelemetryOptions : IValidatableObject
{
    public const string Section = "Telemetry";

    /// <summary>OpenTelemetry collector (OTLP over gRPC), for example http://collector:4317; nothing is sent when empty.</summary>
    public Uri? Otlp { get; set; }

    /// <summary>Whether the status role serves /metrics in Prometheus' text format.</summary>
    public bool Prometheus { get; set; } = true;

    /// <summary>Share of the cases that leave a trace, 0 to 1.</summary>
    [Range(0.0, 1.0, ErrorMessage = "Telemetry:TraceShare is a share between 0 and 1.")]
    public double TraceShare { get; set; } = 1;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Otlp is { } collector && (!collector.IsAbsoluteUri || collector.Scheme is not ("http" or "https")))
            yield return new ValidationResult("Telemetry:Otlp is not an http:// or https:// address. Example: http://collector:4317", [nameof(Otlp)]);
    }
}

[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;
