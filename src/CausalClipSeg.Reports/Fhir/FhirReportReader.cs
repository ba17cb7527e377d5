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

        List<DiagnosticReport> reports = resource switch
        {
            DiagnosticReport alone => [alone],
            Bundle bundle => [.. bundle.Entry.Select(entry => entry.Resource).OfType<DiagnosticReport>()],
            _ => [],
        };
        return reports.Count == 0
            ? Refuse(ReportProblemKind.UnsupportedMessageType, "200", $"A FHIR {Known(resource.TypeName)} is not taken here; send a DiagnosticReport, alone or in a Bundle.")
            : Read(reports, resource as Bundle);
    }

    /// <summary>What a sender calls its resource may be anything; only a name of R4's own is repeated.</summary>
    private static string Known(string type) => ModelInfo.IsKnownResource(type) ? type : "resource of a type that R4 does not have";

    private static ReportParseResult Read(List<DiagnosticReport> reports, Bundle? bundle)
    {
        var results = reports.ConvertAll(report => Read(report, new FhirNeighbours(report, bundle)));
        // An entry without a result yet takes nothing from the others.
        var withResult = results.FindAll(result => result.Problem?.Kind != ReportProblemKind.NoResultYet);
        return withResult.Count == 0 ? results[0]
            : withResult.Find(result => !result.IsReport) ?? MessageReports.Of([.. withResult.SelectMany(result => result.Reports)]);
    }

    private static ReportParseResult Read(DiagnosticReport report, FhirNeighbours neighbours)
    {
        if (report.Status is not { } code || ReportStatusCodes.FromFhir(Literal(code)) is not { } status)
            return Refuse(ReportProblemKind.MissingField, "101", "DiagnosticReport.status is absent; send final, preliminary or another status of FHIR R4.");
        if (status == ReportStatus.NotAvailable)
            return Refuse(ReportProblemKind.NoResultYet, "0", $"The report has no result yet (status is \"{Literal(code)}\"); nothing was done.");
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
            FillerOrderNumber = FhirIdentifiers.OfType(report.Identifier, "FILL") ?? FhirIdentifiers.OrderOfType(report, neighbours, "FILL"),
            PlacerOrderNumber = FhirIdentifiers.OfType(report.Identifier, "PLAC") ?? FhirIdentifiers.OrderOfType(report, neighbours, "PLAC"),
            ObservationTime = Time((report.Effective as FhirDateTime)?.Value ?? (report.Effective as Period)?.Start),
            IssuedAt = report.Issued ?? report.Meta?.LastUpdated,
            RequestedProcedureId = FhirIdentifiers.RequestedProcedure(report, neighbours),
            CharacterSet = "UNICODE UTF-8",
            MessageControlId = report.Meta?.VersionId is { } version && report.Id is { } id ? $"{id}/{version}" : report.Identifier.FirstOrDefault()?.Value ?? report.Id,
        });
    }

    private static string Literal(DiagnosticReport.DiagnosticReportStatus status) =>
        status.GetLiteral() ?? "";

    private static DateTimeOffset? Time(string? value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static ReportParseResult Refuse(ReportProblemKind kind, string code, string sentence) => ReportParseResult.Refused(new(kind, code, sentence));
}
