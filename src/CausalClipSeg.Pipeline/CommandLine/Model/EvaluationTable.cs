using CausalClipSeg.Model;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>The figures of an evaluation for a person: the whole, its groups, and what each part of the method contributes.</summary>
internal static class EvaluationTable
{
    public static void Say(EvaluationResult result, EvaluationBreakdown breakdown, IReadOnlyDictionary<EvaluationAblation, EvaluationResult>? ablations)
    {
        Output.Say(FormattableString.Invariant(
            $"{result.Cases} cases: Dice {result.Dice:F4}, IoU {result.Iou:F4}; pooled Dice {result.GlobalDice:F4}, IoU {result.GlobalIou:F4}; {result.SecondsPerImage * 1000:F0} ms an image"));
        Groups("side", breakdown.Side);
        Groups("zones", breakdown.Zones);
        Groups("lesion size", breakdown.LesionSize);
        foreach (var (kind, figures) in ablations ?? new Dictionary<EvaluationAblation, EvaluationResult>())
            Line(kind.ToString(), figures.Cases, figures.Dice, figures.Iou);
    }

    private static void Groups(string title, IReadOnlyList<GroupFigures> groups)
    {
        Output.Say($"{title,-18}{"cases",8}{"Dice",10}{"IoU",10}");
        foreach (var group in groups)
            Line(group.Group, group.Cases, group.Dice, group.Iou);
    }

    private static void Line(string name, int cases, double dice, double iou) =>
        Output.Say(FormattableString.Invariant($"  {name,-16}{cases,8}{dice,10:F4}{iou,10:F4}"));
}
