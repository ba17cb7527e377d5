using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalClipSeg.Model;

/// <summary>Convolution, batch normalisation, ReLU: the brick that the neck, the maskers and the heads are built of.</summary>
internal static class ConvBlock
{
    public static Sequential Create(long input, long output, long kernel) => Sequential(
        ("0", Conv2d(input, output, kernel, padding: kernel / 2, bias: false)),
        ("1", BatchNorm2d(output)),
        ("2", ReLU(inplace: true)));

    public static Conv2d Plain(long input, long output, long kernel) => Conv2d(input, output, kernel, padding: kernel / 2, bias: false);

    /// <summary>Convolves in the type of <paramref name="x"/>.</summary>
    public static Tensor Apply(Conv2d layer, Tensor x) => layer.weight!.dtype == x.dtype
        ? layer.forward(x)
        : functional.conv2d(x, layer.weight.to(x.dtype), layer.bias?.to(x.dtype), layer.stride, layer.padding);

    /// <summary>Multiplies in the type of <paramref name="x"/>.</summary>
    public static Tensor Apply(Linear layer, Tensor x) => layer.weight!.dtype == x.dtype
        ? layer.forward(x)
        : functional.linear(x, layer.weight.to(x.dtype), layer.bias?.to(x.dtype));

    /// <summary>NCHW whose channels lie beside each other in memory: convolutions keep the layout and run faster in it.</summary>
    public static Tensor ChannelsLast(Tensor x) => x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
