using System.Text;

namespace CausalClipSeg.Benchmarks.All;

/// <summary>benchmarks/README.md: the tables of every measurement as people read them, and as the next check reads them.</summary>
internal static class Table
{
    private const string Begin = "<!-- figures -->";

    /// <summary>The page with its tables exchanged; what stands before them is written by people and stays.</summary>
    public static string With(string page, Machine machine, IEnumerable<(string Command, Figures Figures)> measured)
    {
        var text = new StringBuilder(page.Split(Begin)[0].TrimEnd()).Append($"\n\n{Begin}\n\n");
        text.Append("| measured on | |\n|---|---|\n");
        foreach (var (name, value) in machine.Rows)
            text.Append(null, $"| {name} | {value} |\n");
        foreach (var (command, figures) in measured)
        {
            text.Append(null, $"\n## {figures.Verb}\n\n```\n{command}\n```\n\n| figure | value |\n|---|---|\n");
            foreach (var (name, value) in figures.Values)
                text.Append(null, $"| {name} | {value.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")} |\n");
        }
        return text.ToString();
    }

    /// <summary>The figures of each verb that the page holds.</summary>
    public static IReadOnlyDictionary<string, Figures> Read(string page)
    {
        var read = new Dictionary<string, Figures>();
        var parts = page.Split(Begin);
        foreach (var section in parts.Length < 2 ? [] : parts[1].Split("\n## ")[1..])
        {
            var lines = section.Split('\n');
            var rows = lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(line => line.Trim('|', ' ').Split(" | "));
            read[lines[0].Trim()] = new(lines[0].Trim(), [.. rows.Where(cells => cells.Length == 2).Select(cells => (cells[0].Trim(), cells[1].Trim()))]);
        }
        return read;
    }
}
