using System.Text;
using CausalClipSeg.Reports.Documents;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>Reads an OBX of type ED (chapter 2A, ED): the document's words, or what stands there instead.</summary>
internal static class EncapsulatedText
{
    /// <summary>Null when text was added; else what stands there instead.</summary>
    public static string? AddTo(ReportTextBuilder text, Hl7Segment row, string heading, Encoding encoding)
    {
        var kind = $"{row.Value(5, 2)}/{row.Value(5, 3)}";
        var data = row.Rest(5, 4);
        DocumentWords words;
        if (row.Value(5, 4).Equals("Base64", StringComparison.OrdinalIgnoreCase))
        {
            var bytes = new byte[data.Length];
            if (!Convert.TryFromBase64String(data.Trim(), bytes, out var length)) return $"{kind} whose Base64 is damaged";
            words = EnclosedDocument.Read(bytes[..length], kind, encoding);
        }
        else
        {
            words = EnclosedDocument.Read(data, kind);
        }

        foreach (var section in words.Sections)
            text.Add(section.Code.Length > 0 ? section.Code : row.Value(3), section.Heading.Length > 0 ? section.Heading : heading, section.Text);
        return words.Obstacle;
    }
}
