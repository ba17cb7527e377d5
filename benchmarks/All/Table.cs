using System.Text;

namespace CausalClipSeg.Benchmarks.All;

/// <summary>benchmarks/README.md: the tables of every measurement as people read them, and as the next check reads them.</summary>
internal static class Table
{
    private const string Begin = "<!-- figures -->";
    private const string Fence = "```";

    /// <summary>The page with its tables exchanged; what stands before them is written by people and stays.</summary>
    public static string With(string page, Machine machine, IEnumerable<Measured> sections)
    {
        var text = new StringBuilder(page.Split(Begin)[0].TrimEnd()).Append($"\n\n{Begin}\n\n");
        text.Append("| measured on | |\n|---|---|\n");
        foreach (var (name, value) in machine.Rows)
            text.Append(null, $"| {name} | {value} |\n");
        foreach (var (command, when, figures) in sections)
        {
            text.Append(null, $"\n## {figures.Verb}\n\n{Fence}\n{command}\n{Fence}\n\n{(when.Length == 0 ? "" : $"{when}\n\n")}| figure | value |\n|---|---|\n");
            foreach (var (name, value) in figures.Values)
                text.Append(null, $"| {name} | {value.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")} |\n");
        }
        return text.ToString();
    }

    /// <summary>What the page holds of each verb.</summary>
    public static IReadOnlyDictionary<string, Measured> Read(string page)
    {
        var parts = page.Split(Begin);
        return (parts.Length < 2 ? [] : parts[1].Split("\n## ")[1..]).Select(Section).ToDictionary(section => section.Figures.Verb);
    }

    private static Measured Section(string section)
    {
        var lines = section.Split('\n');
        var rows = lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(line => line.Trim('|', ' ').Split(" | "));
        var after = Array.LastIndexOf(lines, Fence);
        return new(
            lines[Array.IndexOf(lines, Fence) + 1], lines.Skip(after + 1).FirstOrDefault(line => line.Length > 0 && line[0] != '|', ""),
            new(lines[0].Trim(), [.. rows.Where(cells => cells.Length == 2).Select(cells => (cells[0].Trim(), cells[1].Trim()))]));
    }
}
