using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalClipSeg.Model;

/// <summary>One residual attention block of CLIP's text transformer.</summary>
internal sealed class TextBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "attn")] private readonly CausalAttention _attention;
    [ComponentName(Name = "ln_1")] private readonly LayerNorm _attentionNorm;
    [ComponentName(Name = "mlp")] private readonly Sequential _perceptron;
    [ComponentName(Name = "ln_2")] private readonly LayerNorm _perceptronNorm;

    public TextBlock(int width, int heads) : base(nameof(TextBlock))
    {
        _attention = new CausalAttention(width, heads);
        _attentionNorm = LayerNorm(width);
        _perceptron = Sequential(("c_fc", Linear(width, width * 4)), ("gelu", new QuickGelu()), ("c_proj", Linear(width * 4, width)));
        _perceptronNorm = LayerNorm(width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = x.Plus(_attention.forward(Normalised(_attentionNorm, x)));
        return x.Plus(_perceptron.forward(Normalised(_perceptronNorm, x)));
    }

    /// <summary>Half precision is too coarse for the mean and variance.</summary>
    public static Tensor Normalised(LayerNorm norm, Tensor x) => norm.forward(x.to(ScalarType.Float32)).to(x.dtype);

    private sealed class QuickGelu() : Module<Tensor, Tensor>(nameof(QuickGelu))
    {
        private static readonly Scalar Steepness = 1.702;

        public override Tensor forward(Tensor x) => x * sigmoid(x * Steepness);
    }

    private sealed class CausalAttention : Module<Tensor, Tensor>
    {
        private readonly int _heads;
        [ComponentName(Name = "in_proj_weight")] private readonly Parameter _inputWeight;
        [ComponentName(Name = "in_proj_bias")] private readonly Parameter _inputBias;
        [ComponentName(Name = "out_proj")] private readonly Linear _output;

        public CausalAttention(int width, int heads) : base(nameof(CausalAttention))
        {
            _heads = heads;
            _inputWeight = Parameter(init.xavier_uniform_(empty(3 * width, width)));
            _inputBias = Parameter(zeros(3 * width));
            _output = Linear(width, width);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var (batch, length, width) = (x.shape[0], x.shape[1], x.shape[2]);
            var parts = functional.linear(x, _inputWeight, _inputBias)
                .reshape(batch, length, 3, _heads, -1).permute(2, 0, 3, 1, 4); // NL(3hd) -> 3NhLd
            var attended = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], null, 0, true);
            return _output.forward(attended.transpose(1, 2).reshape(batch, length, width)); // NhLd -> NLD
        }
    }
}
