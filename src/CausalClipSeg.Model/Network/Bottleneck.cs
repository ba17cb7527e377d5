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
    private readonly NormalisedConvolution _first, _second, _third;
    private readonly NormalisedConvolution? _projection;

    public Bottleneck(int input, int planes, int stride, InferenceForm form) : base(nameof(Bottleneck))
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
        (_first, _second, _third) = (form.Normalised(_reduce, _reduceNorm), form.Normalised(_spatial, _spatialNorm), form.Normalised(_expand, _expandNorm));
        _projection = _shortcut is null ? null : form.Normalised((Conv2d)_shortcut[1], (BatchNorm2d)_shortcut[2]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var y = _second.Forward(_first.Forward(x).relu_()).relu_();
        y = _third.Forward(_stride > 1 ? functional.avg_pool2d(y, _stride) : y);
        return y.Add(_projection is null ? x : _projection.Forward(_stride > 1 ? functional.avg_pool2d(x, _stride) : x)).relu_();
    }
}
