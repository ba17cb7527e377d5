using Hl7.Fhir.Model;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports.Fhir;

/// <summary>Finds study, accession and patient where R4 senders put them: identifiers, references by identifier, contained resources.</summary>
internal static class FhirIdentifiers
{
    private const string OidPrefix = "urn:oid:";

    public static IReadOnlyList<string> Studies(DiagnosticReport report, FhirNeighbours neighbours)
    {
        var own = report.Identifier.Where(id => id.System == "urn:dicom:uid");
        var referenced = report.ImagingStudy.SelectMany(reference => Of(reference.Identifier, neighbours.Find<ImagingStudy>(reference)?.Identifier));
        var media = report.ImagingStudy.Select(reference => reference.Reference ?? "").Where(url => url.StartsWith(OidPrefix, StringComparison.Ordinal));
        return [.. own.Concat(referenced).Select(id => Bare(id.Value)).Concat(media.Select(Bare)).Where(OruIdentifiers.IsUid).Distinct()];
    }

    public static IReadOnlyList<string> Accessions(DiagnosticReport report, FhirNeighbours neighbours)
    {
        var orders = report.BasedOn.SelectMany(reference => Of(reference.Identifier, neighbours.Find<ServiceRequest>(reference)?.Identifier));
        var studies = report.ImagingStudy.SelectMany(reference => Of(reference.Identifier, neighbours.Find<ImagingStudy>(reference)?.Identifier));
        return [.. report.Identifier.Concat(orders).Concat(studies).Where(id => IsOfType(id, "ACSN")).Select(id => id.Value ?? "").Where(value => value.Length > 0).Distinct()];
    }

    public static Identifier? Patient(DiagnosticReport report, FhirNeighbours neighbours)
    {
        var known = Of(report.Subject?.Identifier, neighbours.Find<Patient>(report.Subject)?.Identifier).Where(id => !string.IsNullOrEmpty(id.Value)).ToList();
        return known.Find(id => IsOfType(id, "MR")) ?? known.Find(id => IsOfType(id, "PI")) ?? known.FirstOrDefault();
    }

    /// <summary>The requested procedure's id, by DICOM's name of its identifier type (PS3.3 C.4.11).</summary>
    public static string? RequestedProcedure(DiagnosticReport report, FhirNeighbours neighbours) =>
        report.BasedOn.SelectMany(reference => Of(reference.Identifier, neighbours.Find<ServiceRequest>(reference)?.Identifier))
            .FirstOrDefault(id => id.Type?.Coding.Any(coding => coding.Code is "RPID" or "110180") == true || id.System?.Contains("requested-procedure", StringComparison.OrdinalIgnoreCase) == true)?.Value;

    public static string? OrderOfType(DiagnosticReport report, FhirNeighbours neighbours, string code) =>
        OfType(report.BasedOn.SelectMany(reference => Of(reference.Identifier, neighbours.Find<ServiceRequest>(reference)?.Identifier)), code);

    public static string? OfType(IEnumerable<Identifier> identifiers, string code) => identifiers.FirstOrDefault(id => IsOfType(id, code))?.Value;

    private static IEnumerable<Identifier> Of(Identifier? one, IEnumerable<Identifier>? more) => (one is null ? [] : new[] { one }).Concat(more ?? []);

    private static bool IsOfType(Identifier identifier, string code) => identifier.Type?.Coding.Any(coding => coding.Code == code) == true;

    private static string Bare(string? value) => value?.StartsWith(OidPrefix, StringComparison.Ordinal) == true ? value[OidPrefix.Length..] : value ?? "";
}
