namespace CausalClipSeg.Model;

/// <summary>The figures that a bundle carries: how good it is, and how much of that it owes to the sentence and to the picture.</summary>
internal static class BundleFigures
{
    /// <param name="learntFrom">How many of the samples were learnt from as well; named where there are any, since the figures are worth less then.</param>
    public static IReadOnlyDictionary<string, double> Of(
        Segmenter segmenter, IReadOnlyList<Sample> samples, EvaluationResult asIs, int learntFrom, CancellationToken cancellation)
    {
        var figures = new Dictionary<string, double>
        {
            ["validCases"] = asIs.Cases, ["validDice"] = asIs.Dice, ["validIou"] = asIs.Iou,
            ["validGlobalDice"] = asIs.GlobalDice, ["validGlobalIou"] = asIs.GlobalIou,
        };
        if (learntFrom > 0)
            figures["validCasesLearntFrom"] = learntFrom;
        foreach (var ablation in (EvaluationAblation[])[EvaluationAblation.ShuffledText, EvaluationAblation.BlankImage, EvaluationAblation.NoCausalBranch])
            figures[$"validDice{ablation}"] = Evaluator.Evaluate(segmenter, samples, ablation, cancellation: cancellation).Dice;
        return figures;
    }
}
