using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalClipSeg.Model;

/// <summary>CLIP's attention pool without the pooling: every position attends to all others and keeps its place.</summary>
internal sealed class SpatialAttentionPool : Module<Tensor, Tensor>
{
    private readonly int _side, _heads;
    [ComponentName(Name = "positional_embedding")] private readonly Parameter _positions;
    [ComponentName(Name = "k_proj")] private readonly Linear _key;
    [ComponentName(Name = "q_proj")] private readonly Linear _query;
    [ComponentName(Name = "v_proj")] private readonly Linear _value;
    [ComponentName(Name = "c_proj")] private readonly Linear _output;
    [ComponentName(Name = "connect")] private readonly Sequential _residual;

    private readonly NormalisedConvolution _connect;

    public SpatialAttentionPool(int side, int channels, int heads, int output, InferenceForm form) : base(nameof(SpatialAttentionPool))
    {
        (_side, _heads) = (side, heads);
        _positions = FirstWeights.Normal(1 / Math.Sqrt(channels), side * side + 1, channels);
        _key = Linear(channels, channels);
        _query = Linear(channels, channels);
        _value = Linear(channels, channels);
        _output = Linear(channels, output);
        _residual = Sequential(("0", ConvBlock.Plain(channels, output, 1)), ("1", BatchNorm2d(output)));
        form.Plain(_key, _query, _value, _output);
        _connect = form.Normalised(_residual);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (batch, channels, rows, columns) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var tokens = x.Plus(Positions(rows, columns).to(x.dtype)).flatten(2).transpose(1, 2); // NCHW -> NLC
        var attended = functional.scaled_dot_product_attention(
            Heads(_query, tokens), Heads(_key, tokens), Heads(_value, tokens));
        attended = ConvBlock.Apply(_output, attended.transpose(1, 2).reshape(batch, -1, channels)); // NhLd -> NLC
        return functional.relu(attended.transpose(1, 2).reshape(batch, -1, rows, columns).Plus(_connect.Forward(x)));
    }

    private Tensor Heads(Linear projection, Tensor tokens) =>
        ConvBlock.Apply(projection, tokens).reshape(tokens.shape[0], tokens.shape[1], _heads, -1).transpose(1, 2); // NLC -> NhLd

    private Tensor Positions(long rows, long columns)
    {
        // The first row is the class token's, which a spatial pool does not have.
        var grid = _positions.narrow(0, 1, _side * _side).reshape(1, _side, _side, -1).permute(0, 3, 1, 2);
        return rows == _side && columns == _side
            ? grid
            : functional.interpolate(grid, [rows, columns], mode: InterpolationMode.Bicubic, align_corners: false);
    }
}
