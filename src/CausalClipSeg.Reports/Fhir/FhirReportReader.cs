using System.Globalization;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;

namespace CausalClipSeg.Reports.Fhir;

/// <summary>Reads a FHIR R4 DiagnosticReport, alone or in a Bundle, as JSON (http://hl7.org/fhir/R4/diagnosticreport.html).</summary>
internal static class FhirReportReader
{
    private static readonly FhirJsonDeserializer _deserializer = new(new DeserializerSettings().UsingMode(DeserializationMode.Recoverable));

    public static ReportParseResult Read(JsonElement root)
    {
        Resource resource;
        try
        {
            resource = _deserializer.DeserializeResource(root.GetRawText());
        }
        catch (DeserializationFailedException broken)
        {
            return Refuse(ReportProblemKind.Malformed, "102", $"The FHIR resource breaks R4's rules: {broken.Exceptions.FirstOrDefault()?.Message ?? broken.Message} Correct and send it again.");
        }

        var report = resource as DiagnosticReport ?? (resource as Bundle)?.Entry.Select(entry => entry.Resource).OfType<DiagnosticReport>().FirstOrDefault();
        return report is null
            ? Refuse(ReportProblemKind.UnsupportedMessageType, "200", $"A FHIR {resource.TypeName} is not taken here; send a DiagnosticReport, alone or in a Bundle.")
            : Read(report, new FhirNeighbours(report, resource as Bundle));
    }

    private static ReportParseResult Read(DiagnosticReport report, FhirNeighbours neighbours)
    {
        if (report.Status is not { } code || ReportStatusCodes.FromFhir(Literal(code)) is not { } status)
            return Refuse(ReportProblemKind.MissingField, "101", "DiagnosticReport.status is absent; send final, preliminary or another status of FHIR R4.");
        var text = new ReportTextBuilder();
        var unreadable = FhirReportText.AddTo(text, report, neighbours);
        if (text.Text.Length == 0 && !status.MeansSomethingWithoutText())
            return Refuse(ReportProblemKind.NoReadableText, "207", unreadable is null
                ? "The DiagnosticReport has no words: no conclusion, no text in presentedForm, no Observation with a text value; send the report's text."
                : $"The DiagnosticReport's presentedForm is {unreadable} and cannot be read here; send text/plain or a conclusion.");
        return ReportParseResult.Of(new()
        {
            Source = ReportSource.Fhir,
            Status = status,
            Text = text.Text,
            Sections = text.Sections,
            StudyInstanceUids = FhirIdentifiers.Studies(report, neighbours),
            AccessionNumbers = FhirIdentifiers.Accessions(report, neighbours),
            PatientId = FhirIdentifiers.Patient(report, neighbours)?.Value,
            PatientIdIssuer = FhirIdentifiers.Patient(report, neighbours)?.System,
            FillerOrderNumber = FhirIdentifiers.OfType(report.Identifier, "FILL"),
            PlacerOrderNumber = FhirIdentifiers.OfType(report.Identifier, "PLAC"),
            ObservationTime = Time((report.Effective as FhirDateTime)?.Value ?? (report.Effective as Period)?.Start),
            CharacterSet = "UNICODE UTF-8",
            MessageControlId = report.Identifier.FirstOrDefault()?.Value ?? report.Id,
        });
    }

    private static string Literal(DiagnosticReport.DiagnosticReportStatus status) =>
        status.GetLiteral() ?? "";

    private static DateTimeOffset? Time(string? value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static ReportParseResult Refuse(ReportProblemKind kind, string code, string sentence) => ReportParseResult.Refused(new(kind, code, sentence));
}
