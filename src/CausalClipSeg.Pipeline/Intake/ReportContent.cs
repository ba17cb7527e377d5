using System.Security.Cryptography;
using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>What makes two deliveries the same report, and the same version of it.</summary>
internal static class ReportContent
{
    /// <summary>What stays the same over all versions of a report.</summary>
    public static string KeyOf(ReportArrived report) => FirstOf(
        report.ReportId, All(report.AccessionNumber, report.AccessionNumbers).FirstOrDefault(), All(report.StudyInstanceUid, report.StudyInstanceUids).FirstOrDefault(),
        report.RequestedProcedureId is { Length: > 0 } procedure ? $"{report.PatientId}/{procedure}" : null,
        report.ObservationTime is { } time ? $"{report.PatientId}/{time:u}" : null);

    /// <summary>
    /// True where a delivery under a version's key is about another patient and another examination: two systems number their reports alike. A patient id alone
    /// may have been merged, an accession number alone corrected.
    /// </summary>
    public static bool IsOfAnother(ReportVersion version, ReportArrived report) =>
        Differs(version.PatientId, [report.PatientId])
        && !Names(version.AccessionNumber, All(report.AccessionNumber, report.AccessionNumbers)) && !Names(version.ClaimedStudyInstanceUid, All(report.StudyInstanceUid, report.StudyInstanceUids))
        && (Differs(version.AccessionNumber, All(report.AccessionNumber, report.AccessionNumbers)) || Differs(version.ClaimedStudyInstanceUid, All(report.StudyInstanceUid, report.StudyInstanceUids)));

    /// <summary>True where a delivery says nothing that the version in force does not say, whenever it was issued.</summary>
    public static bool IsSame(ReportVersion version, ReportArrived report, ReportStatus status, string text) =>
        version.Status == status && version.Text == text
        && IsSame(version.ClaimedStudyInstanceUid, report.StudyInstanceUid) && IsSame(version.AccessionNumber, report.AccessionNumber) && IsSame(version.PatientId, report.PatientId);

    public static string Hash(ReportArrived report, ReportStatus status, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\u001f', status, report.StudyInstanceUid, report.AccessionNumber, report.PatientId, text)
            + (report.IssuedAt is { } issued ? $"\u001f{issued.UtcTicks}" : ""))));

    /// <summary>The first and the further ones, each once, without blanks.</summary>
    public static IEnumerable<string> All(string? first, IReadOnlyList<string>? further) =>
        (further ?? []).Prepend(first).Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value!.Trim()).Distinct();

    public static string FirstOf(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
            if (!string.IsNullOrWhiteSpace(candidate))
                return candidate;
        return "";
    }

    public static string? NullIfEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static bool Names(string? known, IEnumerable<string> said) => known is not null && said.Contains(known);

    private static bool Differs(string? known, IEnumerable<string?> said) =>
        !string.IsNullOrWhiteSpace(known) && said.Any(value => !string.IsNullOrWhiteSpace(value)) && !said.Contains(known);

    // What a delivery leaves out it does not change.
    private static bool IsSame(string? known, string? said) => string.IsNullOrWhiteSpace(said) || said == known;
}
