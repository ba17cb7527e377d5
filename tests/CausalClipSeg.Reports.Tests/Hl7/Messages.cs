using System.Text;

namespace CausalClipSeg.Reports.Tests.Hl7;

/// <summary>Builds ORU messages as radiology systems send them.</summary>
internal static class Messages
{
    public const string Study = "1.2.392.200036.9125.0.198811291108.7";

    public static string Header(string type = "ORU^R01^ORU_R01", string id = "MSG1", string processing = "P", string version = "2.5.1", string characterSet = "UNICODE UTF-8", string accept = "", string application = "") =>
        $"MSH|^~\\&|RIS|HOSP|CCS|HOSP|20260101120000||{type}|{id}|{processing}|{version}|||{accept}|{application}||{characterSet}";

    public static string Order(string status = "F", string accession = "ACC1") =>
        $"OBR|1|PLACER1|FILLER1|36643-5^XR CHEST^LN|||20260101113000+0100|||||||||||{accession}|RP1||||||{status}";

    public static string Oru(params string[] rows) => OruWith(Header(), Order(), rows);

    public static string OruWith(string header, string order, params string[] rows) =>
        string.Join('\r', [header, "PID|1||PAT1^^^HOSP^MR||Doe^Jane", order, .. rows]) + "\r";

    public static string Text(int number, string text, string code = "18748-4^Report^LN", string status = "F", string type = "TX") => $"OBX|{number}|{type}|{code}||{text}||||||{status}";

    public static string StudyRow(int number = 1) => $"OBX|{number}|ST|113014^DICOM Study^DCM||{Study}||||||O";

    public static ReadOnlyMemory<byte> Bytes(string message, Encoding? encoding = null) => (encoding ?? Encoding.UTF8).GetBytes(message);

    public static ReportParseResult Parse(string message, Encoding? encoding = null) => ReportParser.Parse(Bytes(message, encoding));
}
