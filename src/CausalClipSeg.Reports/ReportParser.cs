using CausalClipSeg.Reports.Events;
using CausalClipSeg.Reports.Fhir;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports;

/// <summary>Takes a report in any form we read and tells the form by its content, so that every door of the house shares one reader.</summary>
public static class ReportParser
{
    public static ReportParseResult Parse(ReadOnlyMemory<byte> bytes, ReportReadingOptions? options = null)
    {
        var reading = options ?? ReportReadingOptions.Default;
        if (Hl7Message.LooksLike(bytes.Span)) return ParseHl7(bytes, reading);
        var start = Hl7Reader.SkipLead(bytes.Span);
        if (start.StartsWith("FHS"u8) || start.StartsWith("BHS"u8))
            return ReportParseResult.Refused(new(ReportProblemKind.NotAReport, "100", "This is a batch (FHS or BHS), and batches are not taken here; send each of its messages by itself, from MSH on.", "MSH^1"));
        return start is [(byte)'{', ..]
            ? ParseJson(bytes)
            : ReportParseResult.Refused(new(ReportProblemKind.NotAReport, "100", $"These {bytes.Length} bytes are no report: neither an HL7 v2 message (MSH…) nor JSON; send an ORU^R01, a FHIR DiagnosticReport, a DICOM SR or a report event."));
    }

    private static ReportParseResult ParseHl7(ReadOnlyMemory<byte> bytes, ReportReadingOptions options)
    {
        var read = Hl7Message.Read(bytes, options);
        return read.IsGood ? OruReader.Read(read.Message, options) : new([], read.Problem, read.Message);
    }

    private static ReportParseResult ParseJson(ReadOnlyMemory<byte> bytes) => ReportJson.Open(bytes) switch
    {
        (_, { } problem) => ReportParseResult.Refused(problem),
        ({ } root, _) when root.TryGetProperty("resourceType", out _) => FhirReportReader.Read(root),
        ({ } root, _) => EventReportReader.Read(root),
        _ => ReportParseResult.Refused(new(ReportProblemKind.NotAReport, "100", "The JSON document is empty; send an object.")),
    };
}
