using CausalClipSeg.Persistence;
using CausalClipSeg.Reports;
using RecordedStatus = CausalClipSeg.Persistence.ReportStatus;
using SentStatus = CausalClipSeg.Reports.ReportStatus;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>The status that a sender wrote, as the records keep it.</summary>
internal static class ReportStatusMapping
{
    /// <returns>Null for a code that neither HL7 table 0123 nor FHIR has, and for one that says there is no result yet.</returns>
    public static RecordedStatus? Parse(string? code) => Sent(code) switch
    {
        SentStatus.Preliminary => RecordedStatus.Preliminary,
        SentStatus.Final => RecordedStatus.Final,
        SentStatus.Corrected => RecordedStatus.Corrected,
        SentStatus.Partial => RecordedStatus.Partial,
        SentStatus.Wrong => RecordedStatus.WrongPatient,
        SentStatus.FinalNotResent => RecordedStatus.Unchanged,
        SentStatus.Deleted => RecordedStatus.Deleted,
        SentStatus.Cancelled => RecordedStatus.Cancelled,
        _ => null,
    };

    /// <summary>Ordered, scheduled, in process: there is no result yet, and nothing is wrong.</summary>
    public static bool SaysNoResultYet(string? code) => Sent(code) == SentStatus.NotAvailable;

    /// <summary>Whether a report of this status must bring its own text.</summary>
    public static bool CarriesText(this RecordedStatus status) => !status.Withdraws() && status != RecordedStatus.Unchanged;

    // A letter of HL7 table 0123, or FHIR's word.
    private static SentStatus? Sent(string? code) => string.IsNullOrWhiteSpace(code) ? SentStatus.Final : ReportStatusCodes.FromHl7(code) ?? ReportStatusCodes.FromFhir(code);
}
