using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CausalClipSeg.Reports.Fhir;

/// <summary>A FHIR R4 server's answer in words (http://hl7.org/fhir/R4/operationoutcome.html), as JSON.</summary>
public static class OperationOutcomes
{
    private static readonly FhirJsonSerializer _serializer = new();

    public static string Information(string sentence) => Write(OperationOutcome.IssueSeverity.Information, OperationOutcome.IssueType.Informational, sentence);

    public static string Error(ReportProblemKind kind, string sentence) => Write(OperationOutcome.IssueSeverity.Error, TypeOf(kind), sentence);

    private static OperationOutcome.IssueType TypeOf(ReportProblemKind kind) => kind switch
    {
        ReportProblemKind.NotAReport or ReportProblemKind.Malformed => OperationOutcome.IssueType.Structure,
        ReportProblemKind.UnsupportedMessageType => OperationOutcome.IssueType.NotSupported,
        ReportProblemKind.MissingField => OperationOutcome.IssueType.Required,
        ReportProblemKind.UnknownValue => OperationOutcome.IssueType.Value,
        ReportProblemKind.DuplicateWithOtherBody => OperationOutcome.IssueType.Duplicate,
        ReportProblemKind.TooLarge => OperationOutcome.IssueType.TooLong,
        ReportProblemKind.InternalFault => OperationOutcome.IssueType.Transient,
        ReportProblemKind.NotAllowed => OperationOutcome.IssueType.Security,
        _ => OperationOutcome.IssueType.Processing,
    };

    private static string Write(OperationOutcome.IssueSeverity severity, OperationOutcome.IssueType type, string sentence) => _serializer.SerializeToString(new OperationOutcome
    {
        Issue = [new() { Severity = severity, Code = type, Details = new CodeableConcept { Text = sentence }, Diagnostics = sentence }],
    });
}
