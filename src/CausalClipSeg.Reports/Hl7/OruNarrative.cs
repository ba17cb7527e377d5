using System.Text;
using CausalClipSeg.Reports.Documents;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>Writes an order's rows down as the text they were cut from. Rows of one section are read as one, since a document is often sent line by line.</summary>
internal static class OruNarrative
{
    /// <summary>What could not be read, and in which row; null where all was.</summary>
    public static (string What, string Row)? AddTo(ReportTextBuilder text, IReadOnlyList<SpokenRow> rows, Encoding encoding)
    {
        (string, string)? obstacle = null;
        for (var i = 0; i < rows.Count;)
        {
            var first = rows[i];
            var run = first.IsLine ? rows.Skip(i).TakeWhile(row => row.IsLine && row.Heading == first.Heading).ToList() : [first];
            if (Add(text, first, run, encoding) is { } what) obstacle ??= (what, first.Number);
            i += run.Count;
        }

        return obstacle;
    }

    private static string? Add(ReportTextBuilder text, SpokenRow first, List<SpokenRow> run, Encoding encoding)
    {
        if (first.Type == "ED") return EncapsulatedText.AddTo(text, first.Row, first.Heading, encoding);
        if (!first.IsLine)
        {
            foreach (var words in CodedWords(first.Row)) text.Add(first.Code, first.Heading, $"{words}.");
            return null;
        }

        var lines = run.SelectMany(row => row.Row.Texts(5)).Select(line => line.TrimEnd());
        var document = EnclosedDocument.ReadLines(string.Join('\n', lines));
        foreach (var section in document.Sections)
            text.Add(section.Code.Length > 0 ? section.Code : first.Code, section.Heading.Length > 0 ? section.Heading : first.Heading, section.Text);
        return document.Obstacle;
    }

    /// <summary>What each repetition of a coded value says: the words that were coded (CWE.9), else the code's own, else the other code's (chapter 2A, CWE).</summary>
    public static IEnumerable<string> CodedWords(Hl7Segment row) =>
        from repetition in Enumerable.Range(1, row.Repetitions(5))
        let words = OruIdentifiers.First(row.Value(5, 9, repetition: repetition), row.Value(5, 2, repetition: repetition), row.Value(5, 5, repetition: repetition))
        where words is not null
        select words.TrimEnd('.');
}
