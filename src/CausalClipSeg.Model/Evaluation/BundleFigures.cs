namespace CausalClipSeg.Model;

/// <summary>The figures that a bundle carries: how good it is, and how much of that it owes to the sentence and to the picture.</summary>
internal static class BundleFigures
{
    public static IReadOnlyDictionary<string, double> Of(Segmenter segmenter, IReadOnlyList<Sample> samples, EvaluationResult asIs, CancellationToken cancellation)
    {
        var figures = new Dictionary<string, double>
        {
            ["validCases"] = asIs.Cases, ["validDice"] = asIs.Dice, ["validIou"] = asIs.Iou,
            ["validGlobalDice"] = asIs.GlobalDice, ["validGlobalIou"] = asIs.GlobalIou,
        };
        foreach (var ablation in (EvaluationAblation[])[EvaluationAblation.ShuffledText, EvaluationAblation.BlankImage, EvaluationAblation.NoCausalBranch])
            figures[$"validDice{ablation}"] = Evaluator.Evaluate(segmenter, samples, ablation, cancellation: cancellation).Dice;
        return figures;
    }
}
