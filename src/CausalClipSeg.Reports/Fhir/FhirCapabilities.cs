using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CausalClipSeg.Reports.Fhir;

/// <summary>What the FHIR door can do, as FHIR clients ask for it (GET metadata, http://hl7.org/fhir/R4/capabilitystatement.html).</summary>
public static class FhirCapabilities
{
    private static readonly FhirJsonSerializer _serializer = new();

    public static string Statement(string softwareVersion, DateTimeOffset date) => _serializer.SerializeToString(new CapabilityStatement
    {
        Status = PublicationStatus.Active,
        Date = date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        Kind = CapabilityStatementKind.Instance,
        Software = new() { Name = "CausalClipSeg.Pipeline", Version = softwareVersion },
        Implementation = new() { Description = "Takes radiology reports; keeps no resources to be read back." },
        FhirVersion = FHIRVersion.N4_0_1,
        Format = ["application/fhir+json"],
        Rest =
        [
            new()
            {
                Mode = CapabilityStatement.RestfulCapabilityMode.Server,
                Resource =
                [
                    new()
                    {
                        TypeElement = new("DiagnosticReport"),
                        Interaction = [new() { Code = CapabilityStatement.TypeRestfulInteraction.Create }, new() { Code = CapabilityStatement.TypeRestfulInteraction.Update }],
                    },
                ],
                Interaction = [new() { Code = CapabilityStatement.SystemRestfulInteraction.Transaction }, new() { Code = CapabilityStatement.SystemRestfulInteraction.Batch }],
            },
        ],
    });
}
