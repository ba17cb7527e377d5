using System.Text.RegularExpressions;

namespace CausalClipSeg.Tests;

/// <summary>Data flows one way: a stage uses what every stage may use and the stages to its left.</summary>
public sealed partial class DirectionTests
{
    private static readonly string[] Everywhere = ["Contracts", "Configuration", "Certificates", "Storage", "Messaging", "Pictures", "Telemetry", "Audit"];

    private static readonly string[][] Lines =
    [
        ["Models", "Intake", "Matching", "Referring", "Inference", "Delivery"],
        ["Models", "Drift", "Labels", "Datasets", "Retraining", "Evaluation", "Promotion"],
    ];

    private static string Root => RepositoryRoot.Combine("src", "CausalClipSeg.Pipeline");

    private static HashSet<string> Folders { get; } = [.. Directory.EnumerateDirectories(Root).Select(path => Path.GetFileName(path)).Where(name => name is not ("bin" or "obj"))];

    [Fact]
    public void A_stage_uses_nothing_to_its_right()
    {
        var violations = new List<string>();
        foreach (var line in Lines)
            for (var stage = 0; stage < line.Length; stage++)
                violations.AddRange(Violations(line[stage], [.. Everywhere, .. line[..(stage + 1)]]));
        violations.ShouldBeEmpty();
    }

    /// <summary>Whatever is not a stage has its place too: no two folders know each other, not even by way of others.</summary>
    [Fact]
    public void No_folders_know_each_other_in_a_circle()
    {
        var uses = Folders.ToDictionary(folder => folder, folder => Uses(folder).Select(use => use.Folder).ToHashSet());
        uses["Inference"].ShouldContain("Models", "a search that finds nothing would pass");
        while (uses.Where(folder => folder.Value.Count == 0).Select(folder => folder.Key).ToList() is { Count: > 0 } ends)
            foreach (var end in ends)
            {
                uses.Remove(end);
                foreach (var rest in uses.Values)
                    rest.Remove(end);
            }
        uses.Keys.ShouldBeEmpty("each of these uses one of the others, or of those that lead to a circle");
    }

    private static IEnumerable<string> Violations(string stage, string[] allowed)
    {
        foreach (var (file, folder) in Uses(stage))
            if (!allowed.Contains(folder))
                yield return $"{stage}/{Path.GetFileName(file)} uses {folder}";
    }

    /// <summary>Folders that the files of a folder name, by using, using static, an alias or in full.</summary>
    private static IEnumerable<(string File, string Folder)> Uses(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .SelectMany(file => UseOfAFolder().Matches(File.ReadAllText(file)).Select(use => (file, use.Groups[1].Value)))
            .Where(use => use.Value != folder && Folders.Contains(use.Value));

    [GeneratedRegex(@"\bCausalClipSeg\.Pipeline\.(\w+)")]
    private static partial Regex UseOfAFolder();
}
