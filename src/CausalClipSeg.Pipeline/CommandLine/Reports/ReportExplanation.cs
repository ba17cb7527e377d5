using System.Text;
using CausalClipSeg.Pipeline.Referring;
using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>What was understood of a report, for people: each finding with its sentence and the words that decided it.</summary>
internal static class ReportExplanation
{
    public static string Of(UnderstoodReport understood)
    {
        var text = new StringBuilder();
        foreach (var finding in understood.Findings)
            Append(text, finding);
        foreach (var contradiction in understood.Contradictions)
            text.AppendLine($"contradiction about {contradiction.Finding}: \"{contradiction.Asserting}\" against \"{contradiction.Denying}\"");
        if (understood.Findings.Count == 0)
            text.AppendLine("no findings");
        return text.AppendLine().Append(understood.ReferringText is { } asked ? $"asked of the model: {asked}" : "nothing is asked of the model").ToString();
    }

    private static void Append(StringBuilder text, ReportFinding finding)
    {
        var zones = string.Join(", ", finding.Zones.Select(zone => zone.ToString().ToLowerInvariant()));
        var side = finding.Side == FindingSide.None ? "" : $" {finding.Side.ToString().ToLowerInvariant()}";
        text.AppendLine($"{finding.Finding}: {finding.Assertion.ToString().ToLowerInvariant()}{side}{(zones.Length > 0 ? $" {zones}" : "")}{(finding.Severity is { } severity ? $", {severity}" : "")}{(finding.Measurement is { } size ? $", {size}" : "")}");
        text.AppendLine($"    \"{finding.Sentence}\"");
        text.AppendLine($"    named by {Quoted([finding.Evidence.Finding])}; {finding.Assertion.ToString().ToLowerInvariant()} {Because(finding.Evidence.Assertion, "as nothing denies or doubts it")}");
        if (side.Length > 0 || zones.Length > 0)
            text.AppendLine($"    side {Because(finding.Evidence.Side, "not said")}; zones {Because(finding.Evidence.Zones, "not said")}");
        if (finding.Interpretations.Count > 0)
            text.AppendLine($"    thought to be {string.Join(" or ", finding.Interpretations)}");
    }

    private static string Because(IReadOnlyList<string> words, string otherwise) => words.Count > 0 ? $"by {Quoted(words)}" : otherwise;

    private static string Quoted(IReadOnlyList<string> words) => string.Join(", ", words.Distinct().Select(word => $"\"{word}\""));
}
