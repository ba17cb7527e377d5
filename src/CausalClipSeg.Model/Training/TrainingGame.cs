using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>What one round of the game did.</summary>
internal readonly record struct Round(double Loss, double? ConfoundingLoss, double Dice, double GradientNorm);

/// <summary>
/// The min-max game: everything but the maskers learns to segment with both heads; the maskers learn to leave the causal head
/// everything it needs and the confounding head nothing.
/// </summary>
internal sealed class TrainingGame
{
    private const string BackbonePrefix = "backbone.", ConfoundingPrefix = "proj_ad.";
    private readonly CausalClipSegNetwork _network;
    private readonly TrainingOptions _options;
    private readonly ComputeTarget _compute;
    private readonly DecoupledAdam _segmentation, _confounding, _maskers;
    private readonly Scalar _confoundingWeight, _maskerConfoundingWeight, _confoundingCap;

    public TrainingGame(CausalClipSegNetwork network, TrainingOptions options, ComputeTarget compute)
    {
        (_network, _options, _compute) = (network, options, compute);
        (_confoundingWeight, _maskerConfoundingWeight, _confoundingCap) =
            (options.ConfoundingWeight, options.MaskerConfoundingWeight, options.ConfoundingCap);
        var masking = network.Neck.MaskerParameters().Select(parameter => parameter.Handle).ToHashSet();
        var backbone = (options.BackboneLearningRate ?? options.LearningRate) / options.LearningRate;
        var named = network.named_parameters().ToLookup(
            item => masking.Contains(item.parameter.Handle) ? Player.Maskers : Begins(item.name, ConfoundingPrefix) ? Player.ConfoundingHead : Player.Segmentation,
            item => (item.name, item.parameter, Begins(item.name, BackbonePrefix) ? backbone : 1));
        _segmentation = new DecoupledAdam(named[Player.Segmentation], options.WeightDecay);
        _confounding = new DecoupledAdam(named[Player.ConfoundingHead], options.WeightDecay);
        _maskers = new DecoupledAdam(named[Player.Maskers], options.WeightDecay);

        static bool Begins(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal);
    }

    /// <summary>Who moves at its own times, and therefore keeps its own count of moves.</summary>
    private enum Player { Segmentation, ConfoundingHead, Maskers }

    public IEnumerable<KeyValuePair<string, Tensor>> OptimizerState => [.. _segmentation.State, .. _confounding.State, .. _maskers.State];

    public Round Play(Batch batch, long step, double pace)
    {
        using var scope = NewDisposeScope();
        var images = _options.Preprocessing.Normalise(batch.Images).to(_compute.Type);
        _network.train();
        var features = _network.Neck.Align(_network.Backbone.EncodeImage(images));
        var state = _network.Backbone.EncodeText(Trimmed(batch.Tokens)).State;
        var round = LearnToSegment(features, state, batch.Masks, step, pace);
        if (step % _options.MaskerEvery == 0)
            LearnToMask(features.Detached(), state.detach(), batch.Masks, step, pace);
        return round;
    }

    private Round LearnToSegment(NeckFeatures features, Tensor state, Tensor target, long step, double pace)
    {
        CausalMasks masks;
        using (no_grad())
            masks = _network.Neck.Masks(features); // the maskers stand still in this move
        var answer = _network.CausalHead(features, masks, state);
        var causal = SegmentationLoss.Of(answer, target);
        var confounding = step % _options.ConfoundingEvery == 0
            ? SegmentationLoss.Of(_network.ConfoundingHead(features, masks, state), target)
            : null;
        _network.zero_grad();
        (confounding is null ? causal : causal.Plus(confounding * _confoundingWeight)).backward();
        var norm = Move(_segmentation, step + 1, pace);
        if (confounding is not null)
            Move(_confounding, step / _options.ConfoundingEvery + 1, pace);
        return new Round(causal.item<float>(), confounding?.item<float>(), SegmentationLoss.Dice(answer, target), norm);
    }

    private double Move(DecoupledAdam player, long moves, double pace) =>
        player.Step([.. player.Parameters.Select(parameter => parameter.grad)], _options.LearningRate * pace, moves, _options.GradientClip);

    private void LearnToMask(NeckFeatures features, Tensor state, Tensor target, long step, double pace)
    {
        var heads = _network.Heads(features, _network.Neck.Masks(features), state);
        var confounding = SegmentationLoss.Of(heads.Confounding, target).clamp(max: _confoundingCap);
        var objective = SegmentationLoss.Of(heads.Causal, target) - confounding * _maskerConfoundingWeight;
        var gradients = autograd.grad([objective], [.. _maskers.Parameters]);
        _maskers.Step([.. gradients], _options.MaskerLearningRate * pace, step / _options.MaskerEvery + 1, _options.GradientClip);
    }

    /// <summary>Columns that are padding in every sentence cost time and change nothing.</summary>
    private static Tensor Trimmed(Tensor tokens) =>
        tokens.narrow(1, 0, tokens.argmax(1).max().item<long>() + 1);
}
