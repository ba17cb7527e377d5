using System.Text;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports.Documents;

/// <summary>Takes the words out of a document that a message encloses, by what its bytes are and not by what they are called.</summary>
internal static class EnclosedDocument
{
    /// <param name="bytes">The document itself.</param>
    /// <param name="kind">How its sender calls it (a content type), for the sentence of a refusal.</param>
    /// <param name="fallback">The characters of text that is no UTF-8.</param>
    public static DocumentWords Read(byte[] bytes, string kind, Encoding fallback)
    {
        if (bytes.AsSpan().IndexOf("%PDF-"u8) is >= 0 and < 1024) return PdfText.Read(bytes);
        if (bytes.AsSpan().StartsWith("{\\rtf"u8)) return DocumentWords.None("an RTF document");
        return Read(Decode(bytes, fallback), kind);
    }

    public static DocumentWords Read(string text, string kind)
    {
        var start = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        if (text.Contains('\0')) return DocumentWords.None($"{kind}, which is not text");
        if (start.Length == 0) return DocumentWords.None($"{kind} and empty");
        if (start[0] != '<') return IsText(kind) ? DocumentWords.Plain(text) : DocumentWords.None(kind);
        if (HtmlText.LooksLike(start)) return DocumentWords.Plain(HtmlText.Read(text));
        return CdaText.Read(text) is { Count: > 0 } sections ? new(sections, null) : DocumentWords.None($"{kind} whose XML is damaged or holds no section text");
    }

    private static bool IsText(string kind) =>
        kind.Contains("text", StringComparison.OrdinalIgnoreCase) || kind.Contains("plain", StringComparison.OrdinalIgnoreCase) || kind.Contains("markdown", StringComparison.OrdinalIgnoreCase);

    private static string Decode(ReadOnlySpan<byte> bytes, Encoding fallback)
    {
        try
        {
            return Hl7CharacterSet.Utf8.Encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Hl7CharacterSet.Lenient(fallback).GetString(bytes);
        }
    }
}
