using System.Text;

namespace CausalClipSeg.Tests;

/// <summary>A plain ORU^R01 around a text, without a patient's id: for images whose identifiers are their own.</summary>
internal static class Oru
{
    public static byte[] Write(string? studyUid, string accession, string text, string status = "F", string? controlId = null)
    {
        var lines = new List<string>
        {
            $"MSH|^~\\&|RIS|HOSPITAL|CAUSALCLIPSEG|HOSPITAL|{DateTimeOffset.UtcNow:yyyyMMddHHmmss.ffff}||ORU^R01^ORU_R01|{controlId ?? Guid.NewGuid().ToString("n")}|P|2.5.1||||||UNICODE UTF-8",
            "PID|1||||Test^Patient||19500101|M",
            $"OBR|1||{accession}|XRCHEST^Chest radiograph^L|||20260105113000|||||||||||{accession}||||||RAD|{status}",
        };
        if (studyUid is not null)
            lines.Add($"OBX|1|ST|113014^DICOM Study^DCM|1|{studyUid}||||||O");
        lines.AddRange(text.Split('\n').Select((line, i) => $"OBX|{i + 2}|TX|18748-4^Diagnostic imaging study^LN|1|{Escape(line)}||||||{status}"));
        return Encoding.UTF8.GetBytes(string.Join('\r', lines) + "\r");
    }

    private static string Escape(string text) => text.Replace("\\", "\\E\\").Replace("|", "\\F\\").Replace("^", "\\S\\").Replace("~", "\\R\\").Replace("&", "\\T\\");
}
