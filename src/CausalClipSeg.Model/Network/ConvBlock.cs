using TorchSharp.Modules;
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
}
