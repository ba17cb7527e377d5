namespace CausalClipSeg.Model;

/// <summary>How good the answers are at threshold 0.5 and at the masks' own size; the global figures pool the pixels of all pictures.</summary>
public sealed record EvaluationResult(int Cases, double Dice, double Iou, double GlobalDice, double GlobalIou, double SecondsPerImage);

/// <summary>Ways to take one of the two inputs away, to see how much the answer depends on it.</summary>
public enum EvaluationAblation
{
    None,

    /// <summary>Each picture gets another picture's sentence.</summary>
    ShuffledText,

    /// <summary>Every picture is uniformly gray.</summary>
    BlankImage,

    /// <summary>The maskers are taken away: every feature counts as causal.</summary>
    NoCausalBranch,
}
