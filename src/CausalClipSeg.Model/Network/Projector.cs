using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalClipSeg.Model;

/// <summary>A head: the text state becomes the last convolution's kernel, so the sentence decides what lights up.</summary>
internal sealed class Projector : Module<Tensor, Tensor, Tensor>
{
    private const int Kernel = 3;
    [ComponentName(Name = "vis")] private readonly Sequential _visual;
    [ComponentName(Name = "txt")] private readonly Linear _text;

    public Projector(int stateChannels, int channels) : base(nameof(Projector))
    {
        _visual = Sequential(
            ("0", Upsample(scale_factor: [4, 4], mode: UpsampleMode.Bilinear, align_corners: false)),
            ("1", ConvBlock.Create(channels * 2, channels * 2, 3)),
            ("2", Upsample(scale_factor: [4, 4], mode: UpsampleMode.Bilinear, align_corners: false)),
            ("3", ConvBlock.Create(channels * 2, channels, 3)),
            ("4", Conv2d(channels, channels, 1)));
        _text = Linear(stateChannels, channels * Kernel * Kernel + 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor features, Tensor state)
    {
        var x = _visual.forward(features);
        var (batch, channels, rows, columns) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var words = _text.forward(state);
        var kernels = words.narrow(1, 0, words.shape[1] - 1).reshape(batch, channels, Kernel, Kernel);
        var biases = words.narrow(1, words.shape[1] - 1, 1).reshape(batch);
        return functional.conv2d(x.reshape(1, batch * channels, rows, columns), kernels, biases, padding: [1, 1], groups: batch)
            .transpose(0, 1); // 1NHW -> N1HW
    }
}
