using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Reports.Tests.Understanding;

/// <summary>Reads sentences.txt: our own sentences with what each says, one a line; \n in one stands for a line break.</summary>
internal static class SentenceTable
{
    public static IReadOnlyList<(string Sentence, string Expected)> Read()
    {
        using var stream = typeof(SentenceTable).Assembly.GetManifestResourceStream("sentences.txt").ShouldNotBeNull();
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Contains('|') && !line.StartsWith('#'))
            .Select(line => line.Split('|')).Select(parts => (parts[0].Trim().Replace("\\n", "\n", StringComparison.Ordinal), parts[1].Trim()))];
    }

    /// <summary>Findings in the table's own words, in a fixed order, so that a difference can be read.</summary>
    public static string Describe(IEnumerable<ReportFinding> findings)
    {
        var lines = findings.Select(Describe).Distinct().Order(StringComparer.Ordinal).ToList();
        return lines.Count == 0 ? "nothing" : string.Join("; ", lines);
    }

    public static string Normalise(string expected) =>
        string.Join("; ", expected.Split(';', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal));

    private static string Describe(ReportFinding finding)
    {
        var name = $"{finding.Finding} {finding.Assertion.ToString().ToLowerInvariant()}";
        if (finding.Assertion == FindingAssertion.Absent) return name;
        var zones = string.Join(',', finding.Zones.Select(zone => zone.ToString().ToLowerInvariant()));
        var side = finding.Side.ToString().ToLowerInvariant();
        return zones.Length > 0 ? $"{name} {side} {zones}" : finding.Side == FindingSide.None ? name : $"{name} {side}";
    }
}
