using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>Binary cross-entropy for every pixel plus soft Dice for every picture: the one is smooth, the other is what is asked for.</summary>
internal static class SegmentationLoss
{
    // Kept: TorchSharp lets a temporary scalar be collected while native code still reads it.
    private static readonly Scalar One = 1, Two = 2, Zero = 0, Half = 0.5, Epsilon = 1e-6;

    public static Tensor Of(Tensor logits, Tensor target)
    {
        var probabilities = sigmoid(logits);
        var overlap = (probabilities * target).sum([1, 2, 3]);
        var total = probabilities.sum([1, 2, 3]).Plus(target.sum([1, 2, 3]));
        var dice = ((overlap * Two).Plus(One) / total.Plus(One)).mean().Complement();
        return nn.functional.binary_cross_entropy_with_logits(logits, target).Plus(dice);
    }

    /// <summary>Mean Dice of the thresholded answer, for the progress line.</summary>
    public static double Dice(Tensor logits, Tensor target)
    {
        using var scope = NewDisposeScope();
        var (mask, truth) = (logits.detach().gt(Zero).to(ScalarType.Float32), target.gt(Half).to(ScalarType.Float32));
        var dice = ((mask * truth).sum([1, 2, 3]) * Two).Plus(Epsilon) / mask.sum([1, 2, 3]).Plus(truth.sum([1, 2, 3])).Plus(Epsilon);
        return dice.mean().item<float>();
    }
}
