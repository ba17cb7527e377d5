using System.Security.Cryptography;
using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Reports;
using ReportStatus = CausalClipSeg.Persistence.ReportStatus;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>What makes two deliveries the same report, and the same version of it.</summary>
internal static class ReportContent
{
    public static ReportIdentity Identity(ReportArrived report) => new()
    {
        FillerOrderNumber = report.ReportId, PatientId = report.PatientId, RequestedProcedureId = report.RequestedProcedureId, ObservationTime = report.ObservationTime,
        AccessionNumbers = [.. Accessions(report)], StudyInstanceUids = [.. Studies(report)],
    };

    public static ReportIdentity Identity(ReportVersion version) => new()
    {
        PatientId = version.PatientId, AccessionNumbers = [.. All(version.AccessionNumber, null)], StudyInstanceUids = [.. All(version.ClaimedStudyInstanceUid, null)],
    };

    /// <summary>True where a delivery says nothing that the version in force does not say, whenever it was issued.</summary>
    public static bool IsSame(ReportVersion version, ReportArrived report, ReportStatus status, string text) =>
        version.Status == status && version.Text == text
        && IsSame(version.ClaimedStudyInstanceUid, report.StudyInstanceUid) && IsSame(version.AccessionNumber, report.AccessionNumber) && IsSame(version.PatientId, report.PatientId);

    public static string Hash(ReportArrived report, ReportStatus status, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\u001f', status, report.StudyInstanceUid, report.AccessionNumber, report.PatientId, text)
            + (report.IssuedAt is { } issued ? $"\u001f{issued.UtcTicks}" : ""))));

    public static IEnumerable<string> Studies(ReportArrived report) => All(report.StudyInstanceUid, report.StudyInstanceUids);

    public static IEnumerable<string> Accessions(ReportArrived report) => All(report.AccessionNumber, report.AccessionNumbers);

    public static string FirstOf(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
            if (!string.IsNullOrWhiteSpace(candidate))
                return candidate;
        return "";
    }

    public static string? NullIfEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    /// <summary>The first and the further ones, each once, without blanks.</summary>
    private static IEnumerable<string> All(string? first, IReadOnlyList<string>? further) =>
        (further ?? []).Prepend(first).Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value!.Trim()).Distinct();

    // What a delivery leaves out it does not change.
    private static bool IsSame(string? known, string? said) => string.IsNullOrWhiteSpace(said) || said == known;
}
