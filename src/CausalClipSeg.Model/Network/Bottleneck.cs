using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalClipSeg.Model;

/// <summary>CLIP's residual block: an average pool instead of a strided convolution, so that halving the resolution does not alias.</summary>
internal sealed class Bottleneck : Module<Tensor, Tensor>
{
    public const int Expansion = 4;
    private readonly int _stride;
    [ComponentName(Name = "conv1")] private readonly Conv2d _reduce;
    [ComponentName(Name = "bn1")] private readonly BatchNorm2d _reduceNorm;
    [ComponentName(Name = "conv2")] private readonly Conv2d _spatial;
    [ComponentName(Name = "bn2")] private readonly BatchNorm2d _spatialNorm;
    [ComponentName(Name = "conv3")] private readonly Conv2d _expand;
    [ComponentName(Name = "bn3")] private readonly BatchNorm2d _expandNorm;
    [ComponentName(Name = "downsample")] private readonly Sequential? _shortcut;

    public Bottleneck(int input, int planes, int stride) : base(nameof(Bottleneck))
    {
        _stride = stride;
        _reduce = ConvBlock.Plain(input, planes, 1);
        _reduceNorm = BatchNorm2d(planes);
        _spatial = ConvBlock.Plain(planes, planes, 3);
        _spatialNorm = BatchNorm2d(planes);
        _expand = ConvBlock.Plain(planes, planes * Expansion, 1);
        _expandNorm = BatchNorm2d(planes * Expansion);
        if (stride > 1 || input != planes * Expansion)
            _shortcut = Sequential(
                ("-1", AvgPool2d(stride)),
                ("0", ConvBlock.Plain(input, planes * Expansion, 1)),
                ("1", BatchNorm2d(planes * Expansion)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var y = _reduceNorm.forward(_reduce.forward(x)).relu_();
        y = _spatialNorm.forward(_spatial.forward(y)).relu_();
        if (_stride > 1)
            y = functional.avg_pool2d(y, _stride);
        y = _expandNorm.forward(_expand.forward(y));
        return (y + (_shortcut?.forward(x) ?? x)).relu_();
    }
}
