using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// Where a network's first weights come from. libtorch draws them from one generator of the whole process: whoever draws has it alone, so that a seed means the
/// same weights whatever else runs in the process.
/// </summary>
internal static class FirstWeights
{
    private static readonly Lock Generator = new();

    /// <param name="seed">Matters only where weights are kept as drawn; those that are loaded over do not care.</param>
    public static CausalClipSegNetwork Draw(NetworkGeometry geometry, int seed = 0)
    {
        lock (Generator)
        {
            manual_seed(seed);
            // TorchSharp frees what nobody holds, also while native code fills it: what is made on the way lasts until the end of the scope, which the network's own leave.
            using var scope = NewDisposeScope();
            var network = new CausalClipSegNetwork(geometry);
            foreach (var own in network.state_dict().Values)
                own.DetachFromDisposeScope();
            return network;
        }
    }

    /// <summary>Normally distributed around zero.</summary>
    public static Parameter Normal(double deviation, long rows, long columns)
    {
        // Kept until native code has read them: TorchSharp lets temporaries be collected before.
        using Scalar scale = deviation;
        using var drawn = randn(rows, columns);
        return nn.Parameter(drawn.mul(scale));
    }
}
