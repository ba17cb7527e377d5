using System.Text;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports.Documents;

/// <summary>Takes the words out of a document that a message encloses, by what its bytes are and not by what they are called.</summary>
internal static class EnclosedDocument
{
    private const string Lead = "\uFEFF \t\r\n";

    /// <param name="bytes">The document itself.</param>
    /// <param name="kind">How its sender calls it (a content type), for the sentence of a refusal.</param>
    /// <param name="fallback">The characters of text that is no UTF-8.</param>
    public static DocumentWords Read(byte[] bytes, string kind, Encoding fallback) =>
        bytes.AsSpan().IndexOf("%PDF-"u8) is >= 0 and < 1024 ? PdfText.Read(bytes) : Read(Decode(bytes, fallback), kind);

    public static DocumentWords Read(string text, string kind)
    {
        var start = text.AsSpan().TrimStart(Lead);
        if (text.Contains('\0')) return DocumentWords.None($"{kind}, which is not text");
        if (start.Length == 0) return DocumentWords.None($"{kind} and empty");
        if (Marked(text, start) is { } words) return words;
        return HtmlText.BeginsTag(start) ? DocumentWords.None($"{kind} whose XML is damaged or holds no section text") : IsText(kind) ? DocumentWords.Plain(text) : DocumentWords.None(kind);
    }

    /// <summary>Text that came as lines of text, and now and then is a document all the same.</summary>
    public static DocumentWords ReadLines(string text)
    {
        var start = text.AsSpan().TrimStart(Lead);
        if (Marked(text, start) is { } words) return words;
        return start.StartsWith("<?xml") || start.StartsWith("<ClinicalDocument") ? DocumentWords.None("an XML document that is damaged or holds no section text")
            : DocumentWords.Plain(HtmlText.HoldsTags(text) ? HtmlText.Read(text) : text);
    }

    // What the text itself shows that it is; null for plain text.
    private static DocumentWords? Marked(string text, ReadOnlySpan<char> start)
    {
        if (start.StartsWith("{\\rtf")) return DocumentWords.None("an RTF document");
        var beginsTag = HtmlText.BeginsTag(start);
        if (beginsTag ? HtmlText.LooksLike(start) : HtmlText.HoldsTags(text)) return DocumentWords.Plain(HtmlText.Read(text));
        return beginsTag && CdaText.Read(text) is { Count: > 0 } sections ? new(sections, null) : null;
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
            return Hl7CharacterSet.ForStrayBytes(fallback).GetString(bytes);
        }
    }
}
