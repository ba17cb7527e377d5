using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

public sealed class EvaluationBreakdownTests
{
    private readonly CaptionGrammar _grammar = new();

    private readonly CaseResult[] _cases =
    [
        Case("unilateral pulmonary infection, one infected area, lower left lung.", both: 50, answer: 50, truth: 50),
        Case("unilateral pulmonary infection, two infected areas, upper lower left lung.", both: 0, answer: 10, truth: 200),
        Case("bilateral pulmonary infection, two infected areas, upper left lung and lower right lung.", both: 500, answer: 1000, truth: 1000),
        Case("unilateral pulmonary infection, one infected area, lower right lung.", both: 0, answer: 0, truth: 0),
        Case("patchy opacity, \"left\" base", both: 2000, answer: 2000, truth: 2500),
    ];

    [Fact]
    public void Cases_are_grouped_by_side_zones_and_size_and_each_counts_once()
    {
        var breakdown = EvaluationBreakdown.Of(_cases, _grammar);

        breakdown.Side.Select(group => (group.Group, group.Cases, group.Dice)).ShouldBe([("left", 2, 0.5), ("right", 1, 1), ("bilateral", 1, 0.5), ("other", 1, 4000 / 4500.0)]);
        breakdown.Zones.Select(group => (group.Group, group.Cases)).ShouldBe([("1", 2), ("2", 2), ("other", 1)]);
        breakdown.LesionSize.Select(group => (group.Group, group.Cases)).ShouldBe([("no lesion", 1), ("under 1 %", 1), ("1 to 5 %", 1), ("10 to 20 %", 1), ("20 % and more", 1)]);
    }

    [Fact]
    public void Every_case_is_a_row_that_a_spreadsheet_reads_back()
    {
        using var folder = new TemporaryFolder("cases");
        var path = folder.File("cases.csv");

        CaseList.Write(path, _cases, _grammar);

        var rows = CsvTable.Read(path);
        rows.Count.ShouldBe(_cases.Length + 1);
        rows[0].ShouldBe(["image", "mask", "text", "asked", "side", "zones", "pixels", "truth", "answer", "both", "dice", "iou"]);
        rows[1].ShouldBe(["i.png", "m.png", _cases[0].Sample.Text, "asked, too", "left", "1", "10000", "50", "50", "50", "1", "1"]);
        rows[5][2].ShouldBe("patchy opacity, \"left\" base");
        rows[5][5].ShouldBeEmpty();
    }

    private static CaseResult Case(string text, long both, long answer, long truth) => new(new Sample("i.png", "m.png", text), "asked, too", new Overlap(both, answer, truth), 10_000);
}
