using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalClipSeg.Model;

/// <summary>What the text encoder makes of a sentence: a feature for every token, and the one that stands for the whole.</summary>
internal sealed record TextFeatures(Tensor Words, Tensor State);

/// <summary>CLIP's two encoders under the names that its checkpoints use.</summary>
internal sealed class ClipBackbone : Module
{
    [ComponentName(Name = "visual")] private readonly ImageEncoder _image;
    [ComponentName(Name = "transformer")] private readonly TextTransformer _transformer;
    [ComponentName(Name = "token_embedding")] private readonly Embedding _tokens;
    [ComponentName(Name = "positional_embedding")] private readonly Parameter _positions;
    [ComponentName(Name = "ln_final")] private readonly LayerNorm _norm;
    [ComponentName(Name = "text_projection")] private readonly Parameter _projection;

    public ClipBackbone(NetworkGeometry geometry, InferenceForm form) : base(nameof(ClipBackbone))
    {
        _image = new ImageEncoder(geometry, form);
        _transformer = new TextTransformer(geometry);
        _tokens = Embedding(geometry.Vocabulary, geometry.TextWidth);
        init.normal_(_tokens.weight!, std: 0.02);
        _positions = FirstWeights.Normal(0.01, geometry.ContextLength, geometry.TextWidth);
        _norm = LayerNorm(geometry.TextWidth);
        _projection = FirstWeights.Normal(1 / Math.Sqrt(geometry.TextWidth), geometry.TextWidth, geometry.Embed);
        RegisterComponents();
    }

    public Device Device => _projection.device;

    public ImageFeatures EncodeImage(Tensor image) => _image.forward(image);

    public TextFeatures EncodeText(Tensor tokens)
    {
        var x = _tokens.forward(tokens).Plus(_positions.narrow(0, 0, tokens.shape[1])); // NL -> NLD
        x = TextBlock.Normalised(_norm, _transformer.forward(x));
        // The end token is the largest id of a sentence.
        var ends = tokens.argmax(-1, true).unsqueeze(-1).expand(-1, 1, x.shape[2]); // N -> N1D
        var state = x.gather(1, ends).squeeze(1).matmul(_projection); // NLD -> ND -> NE
        return new TextFeatures(x, state);
    }

    private sealed class TextTransformer : Module<Tensor, Tensor>
    {
        [ComponentName(Name = "resblocks")] private readonly Sequential _blocks;

        public TextTransformer(NetworkGeometry geometry) : base(nameof(TextTransformer))
        {
            _blocks = Sequential(Enumerable.Range(0, geometry.TextLayers)
                .Select(i => ($"{i}", (Module<Tensor, Tensor>)new TextBlock(geometry.TextWidth, geometry.TextHeads))).ToArray());
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => _blocks.forward(x);
    }
}
