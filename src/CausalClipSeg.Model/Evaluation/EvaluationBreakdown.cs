using System.Globalization;

namespace CausalClipSeg.Model;

/// <summary>Mean figures of the cases that have something in common.</summary>
public sealed record GroupFigures(string Group, int Cases, double Dice, double Iou);

/// <summary>Where a bundle is good and where it is not: by side, by number of zones, by the lesion's size in per cent of the picture.</summary>
public sealed record EvaluationBreakdown(IReadOnlyList<GroupFigures> Side, IReadOnlyList<GroupFigures> Zones, IReadOnlyList<GroupFigures> LesionSize)
{
    private static readonly (double Below, string Name)[] Sizes =
        [(double.Epsilon, "no lesion"), (0.01, "under 1 %"), (0.05, "1 to 5 %"), (0.1, "5 to 10 %"), (0.2, "10 to 20 %"), (double.PositiveInfinity, "20 % and more")];

    public static EvaluationBreakdown Of(IReadOnlyList<CaseResult> cases, CaptionGrammar grammar)
    {
        var known = cases.Select(result => (result, traits: CaseTraits.Of(result, grammar))).ToArray();
        return new EvaluationBreakdown(
            Grouped(["left", "right", "bilateral", "other"], known.Select(item => (item.traits.Side, item.result))),
            Grouped([.. Enumerable.Range(0, 2 * grammar.Zones.Count + 1).Select(Number), "other"], known.Select(item => (item.traits.Zones is { } zones ? Number(zones) : "other", item.result))),
            Grouped([.. Sizes.Select(size => size.Name)], known.Select(item => (Sizes.First(size => item.traits.LesionShare < size.Below).Name, item.result))));
    }

    private static GroupFigures[] Grouped(IReadOnlyList<string> order, IEnumerable<(string Group, CaseResult Result)> cases)
    {
        var groups = cases.ToLookup(item => item.Group, item => item.Result.Overlap);
        return [.. order.Where(groups.Contains).Select(name => new GroupFigures(name, groups[name].Count(), groups[name].Average(o => o.Dice), groups[name].Average(o => o.Iou)))];
    }

    private static string Number(int zones) => zones.ToString(CultureInfo.InvariantCulture);
}
