using System.Text.Json;

namespace CausalClipSeg.Benchmarks.Reports;

/// <summary>A report with what its coders found in it.</summary>
internal sealed record LabelledReport(string Id, string Text, IReadOnlyList<string> Labels);

/// <summary>Reads a collection in the layout of Open-I's: findings and impression apart, labels as MeSH headings.</summary>
internal static class LabelledReports
{
    public static IReadOnlyList<LabelledReport> Read(string path)
    {
        var reports = new List<LabelledReport>();
        foreach (var line in File.ReadLines(path))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            List<string> labels = [.. root.GetProperty("mesh").EnumerateArray().Select(label => label.GetString() ?? "")];
            if (!labels.Contains("No Indexing"))
                reports.Add(new(root.GetProperty("id").GetString() ?? "", $"FINDINGS: {root.GetProperty("findings").GetString()}\nIMPRESSION: {root.GetProperty("impression").GetString()}", labels));
        }
        return reports;
    }
}
