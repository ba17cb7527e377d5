using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// AdamW whose whole state has names, so that a checkpoint can hold it beside the weights. Parameters that are treated alike lie
/// beside each other in one block of memory: a step is a few operations on each block, not a dozen on each parameter.
/// </summary>
internal sealed class DecoupledAdam
{
    private const double Beta1 = 0.9, Beta2 = 0.99;

    // Kept: TorchSharp lets a temporary scalar be collected while native code still reads it.
    private static readonly Scalar KeepMean = Beta1, AddMean = 1 - Beta1, KeepSquare = Beta2, AddSquare = 1 - Beta2, Epsilon = 1e-8;
    private readonly Block[] _blocks;
    private readonly double _weightDecay;

    /// <summary>Each parameter with its share of the learning rate. Vectors (biases, normalisations) do not decay.</summary>
    public DecoupledAdam(IEnumerable<(string Name, Parameter Value, double Share)> parameters, double weightDecay)
    {
        _weightDecay = weightDecay;
        _blocks = [.. parameters.GroupBy(item => (item.Share, Decays: item.Value.dim() > 1))
            .Select(group => new Block(group.Key.Share, group.Key.Decays, [.. group.Select(item => item.Name)], FlatTensors.Gather([.. group.Select(item => item.Value)])))];
        Parameters = [.. _blocks.SelectMany(block => block.Values.Parts)];
    }

    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>Mean and square of each gradient, for the checkpoint.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State => _blocks.SelectMany(block => block.State);

    /// <summary>Gradients in the order of <see cref="Parameters"/>, null where there is none; moves counts this one. Returns their norm.</summary>
    public double Step(IReadOnlyList<Tensor?> gradients, double learningRate, long moves, double clip)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var flat = new Tensor[_blocks.Length];
        for (int i = 0, at = 0; i < _blocks.Length; at += _blocks[i++].Values.Parts.Count)
            flat[i] = _blocks[i].Values.Flatten(gradients.Skip(at).Take(_blocks[i].Values.Parts.Count));
        // Not square(), whose exponent is a temporary scalar as well.
        var norm = Math.Sqrt(stack(Array.ConvertAll(flat, gradient => gradient.mul(gradient).sum())).sum().item<float>());
        if (!double.IsFinite(norm))
            return norm; // a step that would poison every weight is left out
        Scalar factor = norm > clip ? clip / norm : 1, squareCorrection = 1 - Math.Pow(Beta2, moves);
        foreach (var (block, gradient) in _blocks.Zip(flat))
        {
            Scalar decay = 1 - learningRate * block.Share * _weightDecay, step = -learningRate * block.Share / (1 - Math.Pow(Beta1, moves));
            gradient.mul_(factor);
            block.Mean.mul_(KeepMean).add_(gradient, AddMean);
            block.Square.mul_(KeepSquare).addcmul_(gradient, gradient, AddSquare);
            if (block.Decays)
                block.Values.All.mul_(decay);
            block.Values.All.addcdiv_(block.Mean, block.Square.div(squareCorrection).sqrt_().Add(Epsilon), step);
            GC.KeepAlive((decay, step));
        }
        GC.KeepAlive((factor, squareCorrection));
        return norm;
    }

    private sealed class Block(double share, bool decays, IReadOnlyList<string> names, FlatTensors values)
    {
        public double Share => share;

        public bool Decays => decays;

        public FlatTensors Values => values;

        public Tensor Mean { get; } = zeros_like(values.All);

        public Tensor Square { get; } = zeros_like(values.All);

        public IEnumerable<KeyValuePair<string, Tensor>> State => names.Zip(values.Split(Mean), values.Split(Square))
            .SelectMany(item => (KeyValuePair<string, Tensor>[])[KeyValuePair.Create($"mean.{item.First}", item.Second), KeyValuePair.Create($"square.{item.First}", item.Third)]);
    }
}
