using Hl7.Fhir.Model;
using CausalClipSeg.Reports.Documents;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports.Fhir;

/// <summary>Reads a report's presented forms: text before documents, each that says something else than those before it.</summary>
internal static class FhirForms
{
    /// <summary>What a form is that could not be read, or null.</summary>
    public static string? AddTo(ReportTextBuilder text, IEnumerable<Attachment> forms)
    {
        string? unreadable = null;
        var read = new List<(string Type, HashSet<string> Words, string Text)>();
        foreach (var form in forms.OrderBy(form => Type(form).StartsWith("text/", StringComparison.OrdinalIgnoreCase) ? 0 : 1))
        {
            var words = Words(form);
            unreadable ??= words.Obstacle;
            var folded = string.Join(' ', words.Sections.SelectMany(section => section.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            var vocabulary = folded.ToUpperInvariant().Split([' ', '.', ',', ':', ';'], StringSplitOptions.RemoveEmptyEntries).ToHashSet();
            if (folded.Length == 0 || read.Exists(other => other.Type == Type(form) ? other.Text == folded : IsRendering(other.Words, vocabulary))) continue;
            read.Add((Type(form), vocabulary, folded));
            var title = SectionHeadings.OfName(form.Title ?? "");
            foreach (var section in words.Sections) text.Add(section.Code, section.Heading.Length > 0 ? section.Heading : title, section.Text);
        }

        return unreadable;
    }

    // A PDF of the same report adds a letterhead and no more: nearly all of the text's words are in it, and it is no multiple of the text.
    private static bool IsRendering(HashSet<string> text, HashSet<string> form) =>
        text.Count(form.Contains) >= 0.8 * Math.Min(text.Count, form.Count) && form.Count <= (2 * text.Count) + 40;

    private static string Type(Attachment form) => form.ContentType?.Split(';')[0].Trim() ?? "of no stated type";

    private static DocumentWords Words(Attachment form)
    {
        if (form.Data is { Length: > 0 } data) return EnclosedDocument.Read(data, Type(form), Hl7CharacterSet.Western.Encoding);
        return DocumentWords.None(form.Url is { Length: > 0 } ? $"{Type(form)} behind an address, which is not fetched" : $"{Type(form)} without data");
    }
}
