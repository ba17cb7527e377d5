using System.Globalization;
using System.Text;

namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>What varies between senders of the same report.</summary>
public sealed record SyntheticHl7Options
{
    /// <summary>The result status of OBR-25 and of the text rows: P, F, C, W and the others of HL7 table 0085.</summary>
    public string Status { get; init; } = "F";

    /// <summary>Many senders name the study by its accession number only.</summary>
    public bool WithStudyUid { get; init; } = true;

    /// <summary>Increases with each message about the same report, so that each has a control id of its own.</summary>
    public int Version { get; init; } = 1;

    public string SendingApplication { get; init; } = "SYNRIS";
}

/// <summary>The ORU^R01 that carries a synthetic report (HL7 v2.5.1), segments ended by carriage returns, in UTF-8.</summary>
public static class SyntheticHl7
{
    /// <summary>The message as the bytes between the MLLP frame characters.</summary>
    public static byte[] Encode(SyntheticCase spec, SyntheticHl7Options? options = null) => Encoding.UTF8.GetBytes(Write(spec, SyntheticReport.Of(spec), options));

    /// <summary>The message around any report text that belongs to the study of a case.</summary>
    public static string Write(SyntheticCase spec, SyntheticReport report, SyntheticHl7Options? options = null) =>
        Write(SyntheticStudy.Of(spec), spec.View, [.. Rows(report)], options ?? new SyntheticHl7Options());

    /// <summary>The message around lines of plain report text, as a sender without coded sections writes it.</summary>
    public static string Write(SyntheticStudy study, FrontalView view, string text, SyntheticHl7Options? options = null) =>
        Write(study, view, [.. text.Split('\n').Select(line => ("18748-4^Diagnostic imaging study^LN", line))], options ?? new SyntheticHl7Options());

    private static string Write(SyntheticStudy study, FrontalView view, (string Code, string Text)[] rows, SyntheticHl7Options options)
    {
        var taken = study.Taken.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var reported = study.Taken.AddMinutes(40 + options.Version).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var message = new StringBuilder();
        Segment(message, "MSH", "^~\\&", options.SendingApplication, "SYNTHETIC", "CAUSALCLIPSEG", "SYNTHETIC", reported, "", "ORU^R01^ORU_R01",
            $"{study.AccessionNumber}-{options.Version}{options.Status}", "P", "2.5.1", "", "", "", "", "", "UNICODE UTF-8");
        Segment(message, "PID", "1", "", $"{study.PatientId}^^^SYNTHETIC^MR", "", Escape(study.FamilyName) + "^" + Escape(study.GivenName), "",
            study.BirthDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture), study.Sex);
        Segment(message, "PV1", "1", "O");
        Segment(message, "ORC", "RE", "", study.AccessionNumber);
        Segment(message, "OBR", "1", "", study.AccessionNumber, $"XRCHEST{view}^Chest radiograph {view}^L", "", "", taken, "", "", "", "", "", "", "", "", "", "",
            study.AccessionNumber, "RP" + study.AccessionNumber, "", "", reported, "", "RAD", options.Status);
        var index = 0;
        if (options.WithStudyUid) Segment(message, "OBX", Number(++index), "ST", "113014^DICOM Study^DCM", "1", study.StudyInstanceUid, "", "", "", "", "", "O");
        foreach (var (code, text) in rows) Segment(message, "OBX", Number(++index), "TX", code, "1", Escape(text), "", "", "", "", "", options.Status);
        return message.ToString();
    }

    private static IEnumerable<(string Code, string Text)> Rows(SyntheticReport report)
    {
        const string Findings = "59776-5^Procedure findings^LN", Impression = "19005-8^Radiology Imaging study [Impression]^LN";
        const string Study = "18748-4^Diagnostic imaging study^LN";
        yield return (Study, "EXAM: " + report.Exam);
        yield return (Study, "INDICATION: " + report.Indication);
        yield return (Study, "COMPARISON: " + report.Comparison);
        foreach (var sentence in report.Findings) yield return (Findings, sentence);
        foreach (var point in report.ImpressionLines) yield return (Impression, point);
    }

    private static void Segment(StringBuilder message, params ReadOnlySpan<string> fields) => message.AppendJoin('|', fields).Append('\r');

    private static string Escape(string text) => text.Replace("\\", "\\E\\", StringComparison.Ordinal).Replace("|", "\\F\\", StringComparison.Ordinal)
        .Replace("^", "\\S\\", StringComparison.Ordinal).Replace("~", "\\R\\", StringComparison.Ordinal).Replace("&", "\\T\\", StringComparison.Ordinal);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
