using System.Text.Json;
using CausalClipSeg.Reports.Understanding;
using CausalClipSeg.Tests;

namespace CausalClipSeg.Reports.Tests.Understanding;

public sealed class OpenITests
{
    [Fact]
    public void Findings_sides_and_zones_agree_with_the_coders_of_Open_I()
    {
        var extractor = new FindingExtractor();
        var score = new OpenIScore();
        foreach (var line in File.ReadLines(SharedData.Require("data/reports/openi-dev.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var labels = root.GetProperty("mesh").EnumerateArray().Select(label => label.GetString()!).ToList();
            if (labels.Contains("No Indexing")) continue;
            var text = $"FINDINGS: {root.GetProperty("findings").GetString()}\nIMPRESSION: {root.GetProperty("impression").GetString()}";
            score.Add(labels, extractor.Extract(text).Findings);
        }

        score.F1.ShouldBeGreaterThan(0.949, score.ToString());
        score.Side.ShouldBeGreaterThan(0.975, score.ToString());
        score.Zone.ShouldBeGreaterThan(0.974, score.ToString());
    }
}
