using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CausalClipSeg.Reports.Documents;

/// <summary>Takes the words out of a CDA document's sections (HL7 CDA R2, DICOM PS3.20), leaving its machine entries.</summary>
internal static class CdaText
{
    private static readonly XmlReaderSettings _settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 32 * 1024 * 1024 };

    /// <summary>The sections in document order, or null where this is no XML document with readable sections.</summary>
    public static IReadOnlyList<ReportSection>? Read(string xml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml.Trim()), _settings);
            var document = XDocument.Load(reader);
            return [.. document.Descendants().Where(e => e.Name.LocalName == "section").Select(Section).Where(s => s.Text.Length > 0)];
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static ReportSection Section(XElement section)
    {
        var own = (string name) => section.Elements().FirstOrDefault(e => e.Name.LocalName == name);
        var title = own("title")?.Value.Trim() ?? "";
        var text = new StringBuilder();
        if (own("text") is { } narrative) Narrate(narrative, text, title);
        var code = own("code")?.Attribute("code")?.Value ?? "";
        return new(code, SectionHeadings.OfCode(code) is { Length: > 0 } heading ? heading : title.ToUpperInvariant(), Fold(text));
    }

    private static void Narrate(XElement element, StringBuilder text, string title)
    {
        foreach (var node in element.Nodes())
            switch (node)
            {
                case XText words:
                    text.Append(words.Value);
                    break;
                case XElement { Name.LocalName: "br" }:
                    text.Append('\n');
                    break;
                case XElement { Name.LocalName: "caption" } caption when caption.Value.Trim().Equals(title, StringComparison.OrdinalIgnoreCase):
                    break;
                case XElement child:
                    var block = child.Name.LocalName is "paragraph" or "item" or "list" or "tr" or "table" or "caption";
                    if (block) text.Append('\n');
                    Narrate(child, text, title);
                    text.Append(block ? '\n' : ' ');
                    break;
            }
    }

    private static string Fold(StringBuilder text)
    {
        var lines = text.ToString().Split('\n').Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }
}
