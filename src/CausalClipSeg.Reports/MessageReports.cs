using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports;

/// <summary>
/// Brings together what one message says of one report. Reports are versions of each other by their number, so two texts of one number would replace each other:
/// parts of one report are joined, and what shares a number without being one report is refused.
/// </summary>
internal static class MessageReports
{
    public static ReportParseResult Of(IReadOnlyList<ParsedReport> members, Hl7Message? message = null)
    {
        var reports = new List<ParsedReport>(members.Count);
        foreach (var same in members.GroupBy(report => report.Identity.Number))
        {
            var texts = same.Where(report => report.Text.Length > 0 && !report.Status.Withdraws()).ToList();
            if (same.Key.Length > 0 && texts.Exists(text => texts.Exists(other => AreApart(text, other))))
                return ReportParseResult.Refused(new(ReportProblemKind.Malformed, "205",
                    "Several reports of this message have one filler order number (where there is none, one accession number) and name different patients, accession numbers or studies, so one would replace the other; give each a number of its own (OBR-3).", "OBR^1^3"), message);
            // What is taken back or confirmed beside a text of the same number is replaced or confirmed by that text, unless it is of another patient's examination.
            reports.AddRange(same.Key.Length == 0 ? same : same.Where(report => texts.Count == 0 || texts.Contains(report) || texts.TrueForAll(text => text.Identity.IsOfAnother(report.Identity))).GroupBy(Standing).Select(Join));
        }

        return ReportParseResult.OfSeveral(reports, message);
    }

    // Signed and unsigned text stay versions of their own: an unsigned addendum does not hold up what is signed.
    private static string Standing(ParsedReport report) => report.Status.Withdraws() ? "withdrawn" : report.Status.IsUnsigned() ? "unsigned" : report.Status == ReportStatus.FinalNotResent ? "confirmed" : "signed";

    private static bool AreApart(ParsedReport one, ParsedReport other) =>
        one.Identity.NamesAnotherPatient(other.Identity) || (one.Text != other.Text && one.Identity.NamesAnotherExamination(other.Identity));

    private static ParsedReport Join(IEnumerable<ParsedReport> parts)
    {
        var all = parts.ToList();
        if (all.Count == 1) return all[0];
        var text = new ReportTextBuilder();
        foreach (var section in all.DistinctBy(part => part.Text).SelectMany(part => part.Sections)) text.Add(section.Code, section.Heading, section.Text);
        return all[0] with
        {
            Status = all.Exists(part => part.Status == ReportStatus.Corrected) ? ReportStatus.Corrected : all[0].Status,
            Text = text.Text,
            Sections = text.Sections,
            StudyInstanceUids = [.. all.SelectMany(part => part.StudyInstanceUids).Distinct()],
            AccessionNumbers = [.. all.SelectMany(part => part.AccessionNumbers).Distinct()],
            PatientId = all[0].PatientId ?? all.Find(part => part.PatientId is not null)?.PatientId,
            IssuedAt = all.Max(part => part.IssuedAt),
        };
    }
}
