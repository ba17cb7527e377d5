using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Exceptions;

namespace CausalClipSeg.Reports.Documents;

/// <summary>Reads the text layer of a PDF (ISO 32000), where it has one; a scanned page has none and is not guessed at.</summary>
internal static class PdfText
{
    private const int MostPages = 60;
    private const int MostLetters = 400_000;

    /// <summary>The words in reading order, or why there are none.</summary>
    public static DocumentWords Read(byte[] bytes)
    {
        try
        {
            using var document = PdfDocument.Open(bytes);
            return document.NumberOfPages > MostPages
                ? DocumentWords.None($"a PDF document of {document.NumberOfPages} pages, more than the {MostPages} that are read")
                : Words(document);
        }
        catch (PdfDocumentEncryptedException)
        {
            return DocumentWords.None("an encrypted PDF document");
        }
        catch (Exception damaged) when (damaged is PdfDocumentFormatException or InvalidOperationException or ArgumentException
            or FormatException or InvalidDataException or InvalidCastException or KeyNotFoundException or IndexOutOfRangeException or NullReferenceException
            or OverflowException or NotSupportedException or NotImplementedException or IOException)
        {
            return DocumentWords.None("a damaged PDF document");
        }
    }

    private static DocumentWords Words(PdfDocument document)
    {
        var text = new StringBuilder();
        foreach (var page in document.GetPages())
        {
            text.AppendLine(ContentOrderTextExtractor.GetText(page));
            if (text.Length > MostLetters) return DocumentWords.None($"a PDF document with more than {MostLetters} letters");
        }

        var words = string.Join('\n', text.ToString().Split('\n').Select(line => line.Trim())).Trim();
        return words.Any(char.IsLetter) ? DocumentWords.Plain(words) : DocumentWords.None("a PDF document without a text layer (a scanned page)");
    }
}
