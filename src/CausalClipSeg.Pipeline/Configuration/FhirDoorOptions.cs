using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>The FHIR R4 door for reports, on the HTTP listener of the status pages. From this machine it is open; from elsewhere it wants the token.</summary>
public sealed class FhirDoorOptions
{
    public const string Section = "Intake:Fhir";

    /// <summary>Whether reports are taken over FHIR at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Bearer token of senders on other machines; without one only this machine may send.</summary>
    [MinLength(16, ErrorMessage = "Intake:Fhir:Token has fewer than 16 characters; take a random one.")]
    public string? Token { get; set; }

    /// <summary>Bytes that the body of one report or bundle may have; a larger one is answered 413.</summary>
    [Range(1024, 512 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 16 * 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class FhirDoorOptionsValidator : IValidateOptions<FhirDoorOptions>;
