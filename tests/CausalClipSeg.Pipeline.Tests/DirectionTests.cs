using System.Text.RegularExpressions;

namespace CausalClipSeg.Tests;

/// <summary>Data flows one way: a stage uses what every stage may use and the stages to its left.</summary>
public sealed partial class DirectionTests
{
    private static readonly string[] Everywhere = ["Contracts", "Configuration", "Storage", "Messaging", "Pictures", "Telemetry", "Audit"];

    private static readonly string[][] Lines =
    [
        ["Models", "Intake", "Matching", "Referring", "Inference", "Delivery"],
        ["Models", "Drift", "Labels", "Datasets", "Retraining", "Evaluation", "Promotion"],
    ];

    [Fact]
    public void A_stage_uses_nothing_to_its_right()
    {
        var violations = new List<string>();
        foreach (var line in Lines)
            for (var stage = 0; stage < line.Length; stage++)
                violations.AddRange(Violations(line[stage], [.. Everywhere, .. line[..(stage + 1)]]));
        violations.ShouldBeEmpty();
    }

    private static IEnumerable<string> Violations(string stage, string[] allowed)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "src", "CausalClipSeg.Pipeline", stage);
        if (!Directory.Exists(folder))
            yield break;
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            foreach (Match use in UseOfAFolder().Matches(File.ReadAllText(file)))
                if (!allowed.Contains(use.Groups[1].Value))
                    yield return $"{stage}/{Path.GetFileName(file)} uses {use.Groups[1].Value}";
    }

    [GeneratedRegex(@"^using (?:\w+ = )?CausalClipSeg\.Pipeline\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex UseOfAFolder();
}
