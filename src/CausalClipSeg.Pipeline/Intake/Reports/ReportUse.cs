using System.Globalization;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>Tells why no study can ever be found for a report, or nothing be made of it, so that its sender hears of it at the door.</summary>
public sealed class ReportUse(IOptions<MatchingOptions> matching)
{
    /// <summary>Characters of one report: the longest are some ten thousand, and each sentence may become a row of the database.</summary>
    private const int MostText = 1_000_000;

    /// <summary>Null where it can be used.</summary>
    public string? WhyUnusable(ReportArrived report)
    {
        if (!CanBeMatched(report))
            return "The report names neither a Study Instance UID nor an accession number, so no image can be found for it. Send one of them"
                + (matching.Value.PatientWindowMinutes > 0 ? ", or the patient's id and the time of the examination." : ", or the patient's id and the requested procedure.");
        if (ReportContent.Studies(report).FirstOrDefault(uid => !InstanceStore.IsUid(uid)) is { } wrong)
            return $"'{wrong}' is not a Study Instance UID (digits and dots, at most 64 characters).";
        if (ReportStatusMapping.Parse(report.Status) is not { } status)
            return $"Report status '{report.Status}' carries no result (P, F, C, A, R, W, U, D or X of HL7 table 0123 does). Send the report when there is one.";
        if (report.Text?.Length > MostText)
            return string.Create(CultureInfo.InvariantCulture, $"The report's text has {report.Text.Length:N0} characters, and at most {MostText:N0} are read. Send the narrative alone.");
        return string.IsNullOrWhiteSpace(report.Text) && status.CarriesText()
            ? "The report has no text. Send the narrative (FINDINGS, IMPRESSION)."
            : null;
    }

    private bool CanBeMatched(ReportArrived report) =>
        ReportContent.Studies(report).Any() || ReportContent.Accessions(report).Any()
        || (!string.IsNullOrWhiteSpace(report.PatientId)
            && (!string.IsNullOrWhiteSpace(report.RequestedProcedureId) || (matching.Value.PatientWindowMinutes > 0 && report.ObservationTime is not null)));
}
