using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>A slowly following copy of the weights, which answers better than the weights of any one step.</summary>
internal sealed class WeightAverage
{
    private readonly FlatTensors _average;
    private readonly Tensor[] _current;

    public WeightAverage(CausalClipSegNetwork current)
    {
        Network = FirstWeights.Draw(current.Geometry);
        Network.eval();
        Network.to(current.Backbone.Device);
        var theirs = current.state_dict();
        // What counts batches is no weight and stays as it is.
        var ours = Network.state_dict().Where(pair => pair.Value.is_floating_point()).ToArray();
        _average = FlatTensors.Gather([.. ours.Select(pair => pair.Value)]);
        _current = [.. ours.Select(pair => theirs[pair.Key])];
        Follow(0);
    }

    public CausalClipSegNetwork Network { get; }

    public void Follow(double decay)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Scalar kept = decay, taken = 1 - decay;
        _average.All.mul_(kept).add_(_average.Flatten(_current), taken);
        GC.KeepAlive((kept, taken));
    }
}
