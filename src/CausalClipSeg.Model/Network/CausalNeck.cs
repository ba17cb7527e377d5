using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalClipSeg.Model;

/// <summary>The three scales brought to one resolution (stride 16), before the maskers divide them.</summary>
internal sealed record NeckFeatures(Tensor Scale3, Tensor Scale4, Tensor Scale5)
{
    public NeckFeatures Detached() => new(Scale3.detach(), Scale4.detach(), Scale5.detach());
}

/// <summary>The soft masks of the three scales.</summary>
internal sealed record CausalMasks(Tensor Scale3, Tensor Scale4, Tensor Scale5)
{
    public CausalMasks Complement() => new(Scale3.Complement(), Scale4.Complement(), Scale5.Complement());
}

/// <summary>Divides the image's features into causal and confounding ones and aggregates each set with the same weights.</summary>
internal sealed class CausalNeck : Module
{
    /// <summary>Declared by the reference but never used in its forward pass: published checkpoints carry them.</summary>
    public static readonly IReadOnlyList<string> UnusedInReference =
        ["txt_proj", "f1_v_proj", "norm_layer", "f2_cat", "f3_v_proj", "f3_cat", "f4_proj5", "f4_proj3", "coordconv"];

    [ComponentName(Name = "f2_v_proj")] private readonly Sequential _project4;
    [ComponentName(Name = "f4_proj4")] private readonly Sequential _refine4;
    [ComponentName(Name = "aggr")] private readonly Sequential _aggregate;
    [ComponentName(Name = "masker3")] private readonly Masker _masker3;
    [ComponentName(Name = "masker4")] private readonly Masker _masker4;
    [ComponentName(Name = "masker5")] private readonly Masker _masker5;
    [ComponentName(Name = "carafe")] private readonly Carafe _carafe;

    private readonly NormalisedConvolution _projectLayer, _refineLayer, _aggregateLayer;

    public CausalNeck(NetworkGeometry geometry, InferenceForm form) : base(nameof(CausalNeck))
    {
        var (scale3, scale4, scale5) = (geometry.StageChannels(2), geometry.Fused, geometry.Embed);
        _project4 = ConvBlock.Create(geometry.StageChannels(3), scale4, 3);
        _refine4 = ConvBlock.Create(scale4, scale4, 3);
        _aggregate = ConvBlock.Create(scale3 + scale4 + scale5, geometry.Fused, 1);
        _masker3 = new Masker(scale3, form);
        _masker4 = new Masker(scale4, form);
        _masker5 = new Masker(scale5, form);
        _carafe = new Carafe(scale5, form);
        (_projectLayer, _refineLayer, _aggregateLayer) = (form.Normalised(_project4), form.Normalised(_refine4), form.Normalised(_aggregate));
        RegisterComponents();
    }

    public IEnumerable<Parameter> MaskerParameters() =>
        [.. _masker3.parameters(), .. _masker4.parameters(), .. _masker5.parameters()];

    public NeckFeatures Align(ImageFeatures image) => new(
        functional.avg_pool2d(image.Stride8, 2),
        _refineLayer.Forward(_projectLayer.Forward(image.Stride16).relu_()).relu_(),
        _carafe.forward(image.Stride32));

    public CausalMasks Masks(NeckFeatures x) =>
        new(_masker3.forward(x.Scale3), _masker4.forward(x.Scale4), _masker5.forward(x.Scale5));

    /// <summary>Without maskers: every feature counts as causal.</summary>
    public Tensor AggregateAll(NeckFeatures x) => _aggregateLayer.Forward(cat([x.Scale3, x.Scale4, x.Scale5], 1)).relu_();

    public Tensor Aggregate(NeckFeatures x, CausalMasks masks) =>
        _aggregateLayer.Forward(cat([x.Scale3 * masks.Scale3, x.Scale4 * masks.Scale4, x.Scale5 * masks.Scale5], 1)).relu_();
}
