using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Every model, where it came from, how it was judged, and what is being trained.</summary>
public sealed record ModelsView
{
    public required IReadOnlyList<ModelLine> Models { get; init; }

    public required IReadOnlyList<RunLine> Runs { get; init; }

    /// <summary>Labels that stand, by what the readers said.</summary>
    public required IReadOnlyDictionary<LabelVerdict, int> Labels { get; init; }

    /// <summary>What was measured last of how readers judge the champion: corrected cases and Dice; empty before there was enough.</summary>
    public required IReadOnlyList<DriftReading> Readers { get; init; }

    public ModelLine? Champion => Models.FirstOrDefault(m => m.Record.State == ModelState.Champion);
}

/// <summary>A model with its lineage: labels, data set, run, parent, judgement.</summary>
public sealed record ModelLine(ModelRecord Record, ModelRecord? Parent, RunLine? Run, DatasetSnapshot? Data, ModelEvaluation? Evaluation, double? Dice, ShadowLine? Shadow)
{
    /// <summary>It passed the gate and waits for somebody's word.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>A training run with its curves.</summary>
public sealed record RunLine(TrainingRun Run, IReadOnlyList<CurvePoint> Curve);

/// <summary>One epoch or step of a run; validation only where it was measured.</summary>
public sealed record CurvePoint(double Epoch, double Loss, double Dice, double? ValidationDice);

/// <summary>How a model in its shadow period agrees with the champion.</summary>
public sealed record ShadowLine(int Answers, double MeanAgreement)
{
    /// <summary>The answers that agree least, the worst first.</summary>
    public IReadOnlyList<ShadowResult> Worst { get; init; } = [];
}
