using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>A slowly following copy of the weights, which answers better than the weights of any one step.</summary>
internal sealed class WeightAverage
{
    private readonly (Tensor Average, Tensor Current)[] _pairs;

    public WeightAverage(CausalClipSegNetwork current)
    {
        Network = FirstWeights.Draw(current.Geometry);
        Network.eval();
        Network.to(current.Backbone.Device);
        var (ours, theirs) = (Network.state_dict(), current.state_dict());
        _pairs = [.. ours.Select(pair => (pair.Value, theirs[pair.Key]))];
        Follow(0);
    }

    public CausalClipSegNetwork Network { get; }

    public void Follow(double decay)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Scalar kept = decay, taken = 1 - decay;
        foreach (var (average, current) in _pairs)
        {
            if (decay > 0 && average.is_floating_point())
                average.mul_(kept).add_(current, taken);
            else
                average.copy_(current);
        }
        GC.KeepAlive(kept);
        GC.KeepAlive(taken);
    }
}
