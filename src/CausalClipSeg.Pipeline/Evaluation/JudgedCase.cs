namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>One model's answer to one frozen case, in pixels of the source image.</summary>
/// <param name="WrongSide">The lesion lies in one half of the picture and most of the answer in the other, or the answer is what a reader called wrong-sided.</param>
public sealed record Answer(double Dice, double Iou, long Pixels, bool Empty, bool WrongSide, bool MaskOnNegative);

/// <summary>One frozen case, the champion's answer and the candidate's.</summary>
public sealed record JudgedCase
{
    public const string Earlier = "earlier";

    public required string Image { get; init; }
    public required string Mask { get; init; }
    public required string Text { get; init; }

    /// <summary>Keyed hash; the bootstrap draws patients, not pictures.</summary>
    public required string Patient { get; init; }
    public required string Side { get; init; }
    public required string Finding { get; init; }
    public required string Size { get; init; }
    public required string Device { get; init; }
    public required string Sex { get; init; }
    public required string Age { get; init; }

    /// <summary>"earlier" where the champion itself was judged on the case, else "new": labels that have turned bad cannot hide a loss on the earlier ones.</summary>
    public required string Frozen { get; init; }

    /// <summary>False for a mask that a reader called wrong-sided: it counts as a failure when repeated, and has no Dice.</summary>
    public required bool HasTruth { get; init; }
    public required Answer Champion { get; init; }
    public required Answer Candidate { get; init; }

    public double Gain => Candidate.Dice - Champion.Dice;
}
