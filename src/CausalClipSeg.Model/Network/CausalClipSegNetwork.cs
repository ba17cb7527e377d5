using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalClipSeg.Model;

/// <summary>Logits of both heads; only the causal one is the answer.</summary>
internal sealed record BothHeads(Tensor Causal, Tensor Confounding);

/// <summary>CausalCLIPSeg: an image and a sentence in, a logit for every pixel out. Component names are the reference checkpoint's keys.</summary>
internal sealed class CausalClipSegNetwork : Module<Tensor, Tensor, BothHeads>
{
    [ComponentName(Name = "backbone")] private readonly ClipBackbone _backbone;
    [ComponentName(Name = "neck_ad")] private readonly CausalNeck _neck;
    [ComponentName(Name = "proj")] private readonly Projector _causalHead;
    [ComponentName(Name = "proj_ad")] private readonly Projector _confoundingHead;

    private readonly InferenceForm _form = new();

    public CausalClipSegNetwork(NetworkGeometry geometry) : base(nameof(CausalClipSegNetwork))
    {
        Geometry = geometry;
        _backbone = new ClipBackbone(geometry, _form);
        _neck = new CausalNeck(geometry, _form);
        _causalHead = new Projector(geometry.Embed, geometry.HeadChannels, _form);
        _confoundingHead = new Projector(geometry.Embed, geometry.HeadChannels, _form);
        RegisterComponents();
    }

    public NetworkGeometry Geometry { get; }

    public ClipBackbone Backbone => _backbone;

    public CausalNeck Neck => _neck;

    public override BothHeads forward(Tensor image, Tensor tokens)
    {
        var features = _neck.Align(_backbone.EncodeImage(image));
        return Heads(features, _backbone.EncodeText(tokens).State);
    }

    public BothHeads Heads(NeckFeatures features, Tensor state) => Heads(features, _neck.Masks(features), state);

    public BothHeads Heads(NeckFeatures features, CausalMasks masks, Tensor state) =>
        new(CausalHead(features, masks, state), ConfoundingHead(features, masks, state));

    public Tensor CausalHead(NeckFeatures features, CausalMasks masks, Tensor state) =>
        _causalHead.forward(_neck.Aggregate(features, masks), state);

    public Tensor ConfoundingHead(NeckFeatures features, CausalMasks masks, Tensor state) =>
        _confoundingHead.forward(_neck.Aggregate(features, masks.Complement()), state);

    /// <summary>Turns the network into one that only answers, in this type; it cannot learn any more.</summary>
    public void PrepareToAnswer(ScalarType type)
    {
        eval();
        _form.Take(type);
    }

    /// <summary>The answers alone: what inference pays for. The sentence enters at the very end, so the sentences about one image share its features.</summary>
    /// <param name="sentences">How many of the states are about each image, in order; one each when null.</param>
    public Tensor Causal(Tensor images, Tensor states, long[]? sentences = null)
    {
        var features = _neck.Align(_backbone.EncodeImage(images));
        return _causalHead.Forward(_neck.Aggregate(features, _neck.Masks(features)), states, sentences);
    }

    /// <summary>The answers as they would be without the causal branch, to see what that contributes.</summary>
    public Tensor CausalWithoutMaskers(Tensor images, Tensor states, long[]? sentences = null) =>
        _causalHead.Forward(_neck.AggregateAll(_neck.Align(_backbone.EncodeImage(images))), states, sentences);
}
