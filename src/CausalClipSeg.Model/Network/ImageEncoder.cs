using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalClipSeg.Model;

/// <summary>What the image encoder sees at strides 8, 16 and 32.</summary>
internal sealed record ImageFeatures(Tensor Stride8, Tensor Stride16, Tensor Stride32);

/// <summary>CLIP's residual network, read out at three scales.</summary>
internal sealed class ImageEncoder : Module<Tensor, ImageFeatures>
{
    [ComponentName(Name = "conv1")] private readonly Conv2d _conv1;
    [ComponentName(Name = "bn1")] private readonly BatchNorm2d _norm1;
    [ComponentName(Name = "conv2")] private readonly Conv2d _conv2;
    [ComponentName(Name = "bn2")] private readonly BatchNorm2d _norm2;
    [ComponentName(Name = "conv3")] private readonly Conv2d _conv3;
    [ComponentName(Name = "bn3")] private readonly BatchNorm2d _norm3;
    [ComponentName(Name = "layer1")] private readonly Sequential _stage1;
    [ComponentName(Name = "layer2")] private readonly Sequential _stage2;
    [ComponentName(Name = "layer3")] private readonly Sequential _stage3;
    [ComponentName(Name = "layer4")] private readonly Sequential _stage4;
    [ComponentName(Name = "attnpool")] private readonly SpatialAttentionPool _pool;

    private readonly NormalisedConvolution _stem1, _stem2, _stem3;

    public ImageEncoder(NetworkGeometry geometry, InferenceForm form) : base(nameof(ImageEncoder))
    {
        var width = geometry.Width;
        _conv1 = Conv2d(3, width / 2, 3, stride: 2, padding: 1, bias: false);
        _norm1 = BatchNorm2d(width / 2);
        _conv2 = ConvBlock.Plain(width / 2, width / 2, 3);
        _norm2 = BatchNorm2d(width / 2);
        _conv3 = ConvBlock.Plain(width / 2, width, 3);
        _norm3 = BatchNorm2d(width);
        (_stem1, _stem2, _stem3) = (form.Normalised(_conv1, _norm1), form.Normalised(_conv2, _norm2), form.Normalised(_conv3, _norm3));
        _stage1 = Stage(width, width, geometry.Layers[0], 1, form);
        _stage2 = Stage(geometry.StageChannels(1), width * 2, geometry.Layers[1], 2, form);
        _stage3 = Stage(geometry.StageChannels(2), width * 4, geometry.Layers[2], 2, form);
        _stage4 = Stage(geometry.StageChannels(3), width * 8, geometry.Layers[3], 2, form);
        _pool = new SpatialAttentionPool(geometry.PositionResolution / 32, geometry.StageChannels(4), geometry.PoolHeads, geometry.Embed, form);
        RegisterComponents();
    }

    public override ImageFeatures forward(Tensor image)
    {
        var x = _stem1.Forward(ConvBlock.ChannelsLast(image)).relu_();
        x = _stem3.Forward(_stem2.Forward(x).relu_()).relu_();
        x = _stage1.forward(functional.avg_pool2d(x, 2));
        var stride8 = _stage2.forward(x);
        var stride16 = _stage3.forward(stride8);
        return new ImageFeatures(stride8, stride16, _pool.forward(_stage4.forward(stride16)));
    }

    private static Sequential Stage(int input, int planes, int blocks, int stride, InferenceForm form)
    {
        var first = ("0", (Module<Tensor, Tensor>)new Bottleneck(input, planes, stride, form));
        var rest = Enumerable.Range(1, blocks - 1)
            .Select(i => ($"{i}", (Module<Tensor, Tensor>)new Bottleneck(planes * Bottleneck.Expansion, planes, 1, form)));
        return Sequential([first, .. rest]);
    }
}
