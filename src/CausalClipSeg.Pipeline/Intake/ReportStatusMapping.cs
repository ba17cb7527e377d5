using CausalClipSeg.Persistence;
using CausalClipSeg.Reports;
using RecordedStatus = CausalClipSeg.Persistence.ReportStatus;
using SentStatus = CausalClipSeg.Reports.ReportStatus;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>The status that a sender wrote, as the records keep it.</summary>
internal static class ReportStatusMapping
{
    /// <returns>Null for a letter that HL7 table 0123 does not have, and for one that says there is no result yet.</returns>
    public static RecordedStatus? Parse(string? letter) => ReportStatusCodes.FromHl7(string.IsNullOrWhiteSpace(letter) ? "F" : letter) switch
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

    /// <summary>Whether a report of this status must bring its own text.</summary>
    public static bool CarriesText(this RecordedStatus status) => !status.Withdraws() && status != RecordedStatus.Unchanged;
}
