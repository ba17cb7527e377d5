using System.Text;

namespace CausalClipSeg.Reports;

/// <summary>Puts rows back together as the report they were cut from: lines in order, a heading where a named section begins.</summary>
internal sealed class ReportTextBuilder
{
    private readonly List<(string Code, string Heading, StringBuilder Text)> _sections = [];

    public void Add(string code, string heading, string text)
    {
        var clean = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').TrimEnd();
        if (_sections.Count == 0 || _sections[^1].Heading != heading)
            _sections.Add((code, heading, new StringBuilder(clean)));
        else
            _sections[^1].Text.Append('\n').Append(clean);
    }

    public IReadOnlyList<ReportSection> Sections =>
        [.. _sections.Where(section => !IsBlank(section.Text)).Select(section => new ReportSection(section.Code, section.Heading, section.Text.ToString().Trim('\n')))];

    public string Text
    {
        get
        {
            var sections = Sections;
            return string.Join("\n\n", sections.Select((section, index) => Titled(section, follows: index > 0)));
        }
    }

    // A part without a heading that follows one with a heading is told apart, or it would read as more of that section.
    private static string Titled(ReportSection section, bool follows)
    {
        var heading = section.Heading.Length == 0 && follows ? "REPORT" : section.Heading;
        return heading.Length == 0 || section.Text.TrimStart().StartsWith(heading, StringComparison.OrdinalIgnoreCase) ? section.Text : $"{heading}:\n{section.Text}";
    }

    private static bool IsBlank(StringBuilder text) => string.IsNullOrWhiteSpace(text.ToString());
}
