using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalClipSeg.Model;

/// <summary>Content-aware up-sampling: every new pixel is a mixture of its old neighbours, with weights read from the features.</summary>
internal sealed class Carafe : Module<Tensor, Tensor>
{
    private const int Kernel = 3, Factor = 2;
    [ComponentName(Name = "down")] private readonly Conv2d _compress;
    [ComponentName(Name = "encoder")] private readonly Conv2d _predict;
    [ComponentName(Name = "out")] private readonly Conv2d _output;

    public Carafe(int channels, InferenceForm form) : base(nameof(Carafe))
    {
        _compress = Conv2d(channels, channels / 4, 1);
        _predict = Conv2d(channels / 4, Factor * Factor * Kernel * Kernel, Kernel, padding: Kernel / 2);
        _output = Conv2d(channels, channels, 1);
        form.Plain(_compress, _predict, _output);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (batch, channels, rows, columns) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var weights = ConvBlock.Apply(_predict, ConvBlock.Apply(_compress, x))
            .reshape(batch, Kernel * Kernel, Factor * Factor, -1).softmax(1).permute(0, 3, 1, 2); // NKSL -> NLKS
        var neighbours = functional.unfold(x, Kernel, padding: Kernel / 2)
            .reshape(batch, channels, Kernel * Kernel, -1).permute(0, 3, 1, 2); // NCKL -> NLCK
        var mixed = neighbours.matmul(weights).reshape(batch, rows, columns, -1).permute(0, 3, 1, 2); // NLCS -> N(CS)HW
        return ConvBlock.Apply(_output, functional.pixel_shuffle(mixed, Factor));
    }
}
