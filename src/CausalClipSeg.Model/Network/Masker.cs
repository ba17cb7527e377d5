using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalClipSeg.Model;

/// <summary>Says for every feature how much of it causes the answer; the rest is counted as confounding.</summary>
internal sealed class Masker : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")] private readonly Conv2d _last;
    [ComponentName(Name = "bn")] private readonly BatchNorm2d _norm;
    [ComponentName(Name = "coordconv")] private readonly CoordConv _first;
    [ComponentName(Name = "coordconv2")] private readonly CoordConv _third;
    [ComponentName(Name = "conv2")] private readonly Sequential _second;

    private readonly NormalisedConvolution _secondLayer, _lastLayer;

    public Masker(int channels, InferenceForm form) : base(nameof(Masker))
    {
        _first = new CoordConv(channels, form);
        _second = ConvBlock.Create(channels, channels, 3);
        _third = new CoordConv(channels, form);
        _last = Conv2d(channels, channels, 3, padding: 1);
        _norm = BatchNorm2d(channels);
        (_secondLayer, _lastLayer) = (form.Normalised(_second), form.Normalised(_last, _norm));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) =>
        sigmoid(_lastLayer.Forward(_third.forward(_secondLayer.Forward(_first.forward(x)).relu_())));

    /// <summary>A convolution that is told where it is.</summary>
    private sealed class CoordConv : Module<Tensor, Tensor>
    {
        [ComponentName(Name = "conv1")] private readonly Sequential _convolution;

        private readonly NormalisedConvolution _layer;

        public CoordConv(int channels, InferenceForm form) : base(nameof(CoordConv))
        {
            _convolution = ConvBlock.Create(channels + 2, channels, 3);
            _layer = form.Normalised(_convolution);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var (batch, rows, columns) = (x.shape[0], x.shape[2], x.shape[3]);
            var across = linspace(-1, 1, columns, x.dtype, x.device).reshape(1, 1, 1, columns).expand(batch, 1, rows, columns);
            var down = linspace(-1, 1, rows, x.dtype, x.device).reshape(1, 1, rows, 1).expand(batch, 1, rows, columns);
            return _layer.Forward(cat([x, across, down], 1)).relu_();
        }
    }
}
