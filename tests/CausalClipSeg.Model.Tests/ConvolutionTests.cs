using CausalClipSeg.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Tests;

/// <summary>
/// Whatever libtorch's convolutions do on this processor, they come out as exact ones do: where a virtual machine hides the size of its caches, oneDNN's
/// newer kernels end the process or give wrong numbers. Without oneDNN libtorch has kernels of its own, which take its place there.
/// </summary>
public sealed class ConvolutionTests
{
    [Theory]
    [InlineData(256, 1024, 1, 9)]
    [InlineData(512, 2048, 1, 7)]
    [InlineData(1024, 512, 1, 9)]
    [InlineData(16, 36, 1, 4)]
    [InlineData(7, 165, 1, 29)]
    [InlineData(66, 64, 3, 6)]
    [InlineData(16, 36, 3, 3)]
    [InlineData(4, 8, 3, 48)]
    [InlineData(251, 100, 3, 30)]
    public void Values_and_gradients_are_exact_in_both_orders_of_memory(int input, int output, int kernel, int side)
    {
        LibTorch.EnsureLoaded();
        foreach (var (value, gradient) in ((double, double)[])[Furthest(input, output, kernel, side), OneDnn.With(() => Furthest(input, output, kernel, side))])
        {
            // In a range, since what is no number is ordered before every number.
            value.ShouldBeInRange(0, 1e-5);
            gradient.ShouldBeInRange(0, 1e-3);
        }
    }

    [Fact]
    public void The_check_before_the_first_answer_passes_here() => Should.NotThrow(OneDnn.EnsureRight);

    /// <summary>How far values and gradients are from exact ones, in whichever order of memory it is further.</summary>
    private static (double Value, double Gradient) Furthest(int input, int output, int kernel, int side)
    {
        var (value, gradient) = (0.0, 0.0);
        using var scope = NewDisposeScope();
        var generator = new Generator(7);
        foreach (var channelsLast in (bool[])[false, true])
        {
            var picture = randn([2, input, side, side], generator: generator);
            var x = (channelsLast ? ConvBlock.ChannelsLast(picture) : picture).detach().requires_grad_(true);
            var weight = randn([output, input, kernel, kernel], generator: generator).requires_grad_(true);
            var (exactX, exactWeight) = (Exact(x).requires_grad_(true), Exact(weight).requires_grad_(true)); // oneDNN has no float64

            var y = nn.functional.conv2d(x, weight, padding: [kernel / 2, kernel / 2]);
            var exactY = nn.functional.conv2d(exactX, exactWeight, padding: [kernel / 2, kernel / 2]);
            y.sin().sum().backward();
            exactY.sin().sum().backward();

            value = Math.Max(value, Apart(y, exactY));
            gradient = Math.Max(gradient, Math.Max(Apart(x.grad!, exactX.grad!), Apart(weight.grad!, exactWeight.grad!)));
        }
        return (value, gradient);
    }

    private static Tensor Exact(Tensor tensor) => tensor.detach().to(ScalarType.Float64);

    /// <summary>The largest difference, as a share of the largest value.</summary>
    private static double Apart(Tensor ours, Tensor exact) => ((Exact(ours) - exact.detach()).abs().max() / exact.detach().abs().max()).item<double>();
}
