using System.Globalization;
using System.Text.Json;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports.Events;

/// <summary>Reads our own plain JSON event for reports, which systems without HL7 or FHIR publish.</summary>
internal static class EventReportReader
{
    public static ReportParseResult Read(JsonElement root)
    {
        var stated = root.Text("status") ?? "F";
        if ((ReportStatusCodes.FromHl7(stated) ?? ReportStatusCodes.FromFhir(stated)) is not { } status)
            return Refuse(ReportProblemKind.UnknownValue, "103", $"status is \"{stated}\", which is neither a letter of HL7 table 0123 nor a FHIR report status; send final or F.");
        var text = (root.Text("text") ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (text.Length == 0 && !status.MeansSomethingWithoutText())
            return Refuse(ReportProblemKind.MissingField, "101", "The event has no text; send the report's words in \"text\".");
        var study = root.Text("studyInstanceUid");
        if (study is not null && !OruIdentifiers.IsUid(study))
            return Refuse(ReportProblemKind.UnknownValue, "102", "studyInstanceUid is no DICOM UID (digits and dots, at most 64); send the study's own or leave it out.");
        return ReportParseResult.Of(new()
        {
            Source = ReportSource.Event,
            Status = status,
            Text = text,
            Sections = text.Length == 0 ? [] : [new("", "", text)],
            StudyInstanceUids = study is null ? [] : [study],
            AccessionNumbers = root.Text("accessionNumber") is { } accession ? [accession] : [],
            PatientId = root.Text("patientId"),
            PatientIdIssuer = root.Text("patientIdIssuer"),
            RequestedProcedureId = root.Text("requestedProcedureId"),
            FillerOrderNumber = root.Text("fillerOrderNumber"),
            PlacerOrderNumber = root.Text("placerOrderNumber"),
            ObservationTime = DateTimeOffset.TryParse(root.Text("observationTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null,
            CharacterSet = "UNICODE UTF-8",
            MessageControlId = root.Text("messageId") ?? root.Text("messageControlId") ?? root.Text("eventId"),
        });
    }

    private static ReportParseResult Refuse(ReportProblemKind kind, string code, string sentence) => ReportParseResult.Refused(new(kind, code, sentence));
}
