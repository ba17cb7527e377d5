using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Reports.Tests.Understanding;

public sealed class CaptionTests
{
    private static readonly string[] _zoneNames = ["upper", "middle", "lower"];

    // {0} {1}: the zones of right and left, "upper and lower"; {2} {3}: the same as "upper, lower".
    private static readonly string[] _both =
    [
        "There are airspace opacities in the right {0} zones and in the left {1} zone.",
        "Opacities in the {0} zones of the right lung and the {1} zones of the left lung.",
        "Patchy consolidation of the right {0} and the left {1} lung zones.",
        "The right lung shows opacities in its {0} zones. The left lung shows an opacity in its {1} zone.",
        "Right {0} zone and left {1} zone infiltrates. No pleural effusion.",
        "Bilateral airspace disease, involving the right {0} zones and the left {1} zones.",
        "FINDINGS: Right {0} zone opacities. Left {1} zone opacities. IMPRESSION: Bilateral pneumonia.",
        "There is consolidation in the {0} zones on the right and in the {1} zones on the left. The heart is normal.",
        "Right lung: opacity in the {0} zones. Left lung: opacity in the {1} zones.",
        "Pulmonary infection of the {0} right lung and the {1} left lung.",
    ];

    private static readonly string[] _one =
    [
        "Airspace opacity in the {0} {1} lung zones. The other lung is clear.", "{0} {1} zone consolidation. No effusion or pneumothorax.",
        "There is opacity in the {1} zones of the {0} lung.", "Infiltrate is seen in the {0} {1} lung.",
    ];

    private readonly FindingExtractor _extractor = new();

    public static TheoryData<int> Subsets => [.. Enumerable.Range(1, 7)];

    [Theory]
    [MemberData(nameof(Subsets))]
    public void The_zones_of_both_lungs_come_back_from_every_phrasing(int right)
    {
        var wrong = new List<string>();
        for (var left = 1; left < 8; left++)
            foreach (var phrasing in _both)
            {
                var text = string.Format(phrasing, Words(right), Words(left));
                var (gotRight, gotLeft) = Read(text);
                if ((gotRight, gotLeft) != (right, left)) wrong.Add($"{text} -> right {Words(gotRight)}; left {Words(gotLeft)}");
            }

        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    [Theory]
    [MemberData(nameof(Subsets))]
    public void The_zones_of_one_lung_stay_on_that_side(int zones)
    {
        foreach (var phrasing in _one)
        {
            Read(string.Format(phrasing, "Right", Words(zones))).ShouldBe((zones, 0), phrasing);
            Read(string.Format(phrasing, "left", Words(zones))).ShouldBe((0, zones), phrasing);
        }
    }

    private (int Right, int Left) Read(string text)
    {
        var (right, left) = (0, 0);
        foreach (var finding in _extractor.Extract(text).Findings.Where(finding => finding.MayBeThere))
        {
            var bits = finding.Zones.Aggregate(0, (sum, zone) => sum | (1 << (int)zone));
            if (finding.Side is FindingSide.Right or FindingSide.Bilateral) right |= bits;
            if (finding.Side is FindingSide.Left or FindingSide.Bilateral) left |= bits;
            if (finding.Side == FindingSide.None) (right, left) = (right | (bits << 3), left | (bits << 3));
        }

        return (right, left);
    }

    private static string Words(int zones)
    {
        var names = _zoneNames.Where((_, index) => (zones & (1 << index)) != 0).ToList();
        return names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
    }
}
