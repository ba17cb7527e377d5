using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// A convolution and the batch normalisation after it: two operations while learning, one once folded. Computes in the type of its
/// input, whatever the type its weights are kept in.
/// </summary>
internal sealed class NormalisedConvolution(Conv2d convolution, BatchNorm2d norm)
{
    private const double Momentum = 0.1; // PyTorch's
    private bool _folded;

    public Tensor Forward(Tensor x) =>
        _folded ? convolution.forward(x) : Normalised(ConvBlock.Apply(convolution, x));

    /// <summary>The same behind an enlargement.</summary>
    public Tensor Forward(Tensor x, UpsampledConvolution enlarged)
    {
        var y = enlarged.Forward(x, convolution.weight!.to(x.dtype));
        return _folded ? y.Add(convolution.bias!.reshape(1, -1, 1, 1)) : Normalised(y);
    }

    /// <summary>The same, and the ReLU, as rows that exist one after another; null where it cannot be: before it is folded, or not on a CPU.</summary>
    public EnlargedRows? Rows(Tensor x, int factor) =>
        _folded && EnlargedRows.Serve(x, convolution.weight!.shape[0]) ? new EnlargedRows(x, convolution.weight, convolution.bias!, factor) : null;

    /// <summary>Takes the running statistics into the weights for good; training is over for this network.</summary>
    public void Fold(ScalarType type)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using Scalar tiny = norm.eps;
        var scale = norm.weight! / norm.running_var!.Plus(tiny).sqrt();
        var shift = norm.bias! - norm.running_mean! * scale;
        var (oldWeight, oldBias) = (convolution.weight!, convolution.bias);
        var weight = oldWeight * scale.reshape(-1, 1, 1, 1);
        var bias = oldBias is null ? shift : (oldBias * scale).Plus(shift);
        convolution.weight = new Parameter(ConvBlock.ChannelsLast(weight.to(type)).MoveToOuterDisposeScope(), requires_grad: false);
        convolution.bias = new Parameter(bias.to(type).MoveToOuterDisposeScope(), requires_grad: false);
        oldWeight.Dispose();
        oldBias?.Dispose();
        _folded = true;
    }

    /// <summary>What BatchNorm2d.forward does, but for the sum in which it counts batches (see <see cref="Addition"/>).</summary>
    private Tensor Normalised(Tensor x)
    {
        if (norm.training)
            norm.num_batches_tracked!.Count();
        return nn.functional.batch_norm(x, norm.running_mean, norm.running_var, norm.weight, norm.bias, norm.training, norm.momentum ?? Momentum, norm.eps);
    }
}
