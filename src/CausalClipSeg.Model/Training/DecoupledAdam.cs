using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>AdamW whose whole state has names, so that a checkpoint can hold it beside the weights.</summary>
internal sealed class DecoupledAdam
{
    private const double Beta1 = 0.9, Beta2 = 0.99;

    // Kept: TorchSharp lets a temporary scalar be collected while native code still reads it.
    private static readonly Scalar KeepMean = Beta1, AddMean = 1 - Beta1, KeepSquare = Beta2, AddSquare = 1 - Beta2, Epsilon = 1e-8;
    private readonly (string Name, Parameter Value, double Share, Tensor Mean, Tensor Square)[] _slots;
    private readonly double _weightDecay;

    /// <summary>Each parameter with its share of the learning rate.</summary>
    public DecoupledAdam(IEnumerable<(string Name, Parameter Value, double Share)> parameters, double weightDecay)
    {
        _weightDecay = weightDecay;
        _slots = [.. parameters.Select(item => (item.Name, item.Value, item.Share, zeros_like(item.Value), zeros_like(item.Value)))];
    }

    public IReadOnlyList<Tensor> Parameters => [.. _slots.Select(slot => slot.Value)];

    /// <summary>Mean and square of each gradient, for the checkpoint.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State => _slots.SelectMany(slot => (KeyValuePair<string, Tensor>[])
        [KeyValuePair.Create($"mean.{slot.Name}", slot.Mean), KeyValuePair.Create($"square.{slot.Name}", slot.Square)]);

    /// <summary>Gradients in the order of <see cref="Parameters"/>, null where there is none; moves counts this one. Returns their norm.</summary>
    public double Step(IReadOnlyList<Tensor?> gradients, double learningRate, long moves, double clip)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var norm = Norm(gradients);
        if (!double.IsFinite(norm))
            return norm; // a step that would poison every weight is left out
        Scalar factor = norm > clip ? clip / norm : 1, squareCorrection = 1 - Math.Pow(Beta2, moves);
        var paces = _slots.Select(slot => slot.Share).Distinct().ToDictionary(share => share, share =>
            (Decay: (Scalar)(1 - learningRate * share * _weightDecay), Step: (Scalar)(-learningRate * share / (1 - Math.Pow(Beta1, moves)))));
        for (var i = 0; i < _slots.Length; i++)
        {
            if (gradients[i] is not { } gradient)
                continue;
            var (_, value, share, mean, square) = _slots[i];
            var (decay, step) = paces[share];
            var clipped = gradient * factor;
            mean.mul_(KeepMean).add_(clipped, AddMean);
            square.mul_(KeepSquare).addcmul_(clipped, clipped, AddSquare);
            if (value.dim() > 1)
                value.mul_(decay);
            value.addcdiv_(mean, square.div(squareCorrection).sqrt_().Add(Epsilon), step);
        }
        GC.KeepAlive((factor, squareCorrection));
        GC.KeepAlive(paces);
        return norm;
    }

    private static double Norm(IEnumerable<Tensor?> gradients)
    {
        var squares = gradients.OfType<Tensor>().Select(gradient => gradient.square().sum()).ToArray();
        return Math.Sqrt(stack(squares).sum().item<float>());
    }
}
