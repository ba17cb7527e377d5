using CausalClipSeg.Model;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace CausalClipSeg.Benchmarks;

/// <summary>
/// The reference network's forward pass as published: module by module, float32, both heads, the sentence encoded anew each time.
/// Written apart from the product's network, by the checkpoint's names, so that it is the yardstick for speed and for numbers.
/// </summary>
internal sealed class ReferenceComputation(IReadOnlyDictionary<string, Tensor> weights, NetworkGeometry geometry)
{
    private const int Factor = 4, Kernel = 3;

    /// <summary>Nx3xSxS and NxL to the logits of the causal and the confounding head, Nx1xSxS each.</summary>
    public (Tensor Causal, Tensor Confounding) Forward(Tensor image, Tensor tokens)
    {
        var (stride8, stride16, stride32) = Encode(image);
        var state = State(tokens);
        Tensor[] features = [avg_pool2d(stride8, 2), Block(Block(stride16, "neck_ad.f2_v_proj"), "neck_ad.f4_proj4"), Carafe(stride32)];
        Tensor[] masks = [Mask(features[0], "neck_ad.masker3"), Mask(features[1], "neck_ad.masker4"), Mask(features[2], "neck_ad.masker5")];
        var causal = Block(cat([.. features.Zip(masks, (f, m) => f * m)], 1), "neck_ad.aggr", 0);
        var confounding = Block(cat([.. features.Zip(masks, (f, m) => f * (ones_like(m) - m))], 1), "neck_ad.aggr", 0);
        return (Head(causal, state, "proj"), Head(confounding, state, "proj_ad"));
    }

    private Tensor W(string name) => weights[name];

    private Tensor Convolve(Tensor x, string name, int padding, int stride = 1) =>
        conv2d(x, W(name + ".weight"), weights.GetValueOrDefault(name + ".bias"), [stride, stride], [padding, padding]);

    private Tensor Norm(Tensor x, string name) =>
        batch_norm(x, W(name + ".running_mean"), W(name + ".running_var"), W(name + ".weight"), W(name + ".bias"), training: false);

    private Tensor Block(Tensor x, string name, int padding = 1) => relu(Norm(Convolve(x, name + ".0", padding), name + ".1"));

    private Tensor Linear(Tensor x, string name) => linear(x, W(name + ".weight"), W(name + ".bias"));

    private (Tensor, Tensor, Tensor) Encode(Tensor image)
    {
        const string visual = "backbone.visual.";
        var x = relu(Norm(Convolve(image, visual + "conv1", 1, 2), visual + "bn1"));
        x = relu(Norm(Convolve(x, visual + "conv2", 1), visual + "bn2"));
        x = avg_pool2d(relu(Norm(Convolve(x, visual + "conv3", 1), visual + "bn3")), 2);
        var stages = new Tensor[4];
        for (var stage = 0; stage < 4; stage++)
        {
            for (var block = 0; block < geometry.Layers[stage]; block++)
                x = Bottleneck(x, $"{visual}layer{stage + 1}.{block}.", stage > 0 && block == 0 ? 2 : 1);
            stages[stage] = x;
        }
        return (stages[1], stages[2], Pool(stages[3], visual + "attnpool."));
    }

    private Tensor Bottleneck(Tensor x, string name, int stride)
    {
        var y = relu(Norm(Convolve(x, name + "conv1", 0), name + "bn1"));
        y = relu(Norm(Convolve(y, name + "conv2", 1), name + "bn2"));
        y = Norm(Convolve(stride > 1 ? avg_pool2d(y, stride) : y, name + "conv3", 0), name + "bn3");
        var shortcut = weights.ContainsKey(name + "downsample.0.weight")
            ? Norm(Convolve(stride > 1 ? avg_pool2d(x, stride) : x, name + "downsample.0", 0), name + "downsample.1")
            : x;
        return relu(y + shortcut);
    }

    private Tensor Pool(Tensor x, string name)
    {
        var (batch, channels, rows, columns) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var side = geometry.PositionResolution / 32;
        var places = W(name + "positional_embedding").narrow(0, 1, side * side).reshape(1, side, side, channels).permute(0, 3, 1, 2);
        places = interpolate(places, [rows, columns], mode: InterpolationMode.Bicubic, align_corners: false);
        var words = (x + places).flatten(2).transpose(1, 2); // NCHW -> NLC
        Tensor Heads(string part) => Linear(words, name + part).reshape(batch, rows * columns, geometry.PoolHeads, -1).transpose(1, 2);
        var mixed = scaled_dot_product_attention(Heads("q_proj"), Heads("k_proj"), Heads("v_proj")).transpose(1, 2).reshape(batch, rows * columns, channels);
        var pooled = Linear(mixed, name + "c_proj").transpose(1, 2).reshape(batch, -1, rows, columns);
        return relu(pooled + Norm(Convolve(x, name + "connect.0", 0), name + "connect.1"));
    }

    private Tensor State(Tensor tokens)
    {
        const string backbone = "backbone.";
        var x = W(backbone + "token_embedding.weight")[tokens] + W(backbone + "positional_embedding").narrow(0, 0, tokens.shape[1]);
        for (var layer = 0; layer < geometry.TextLayers; layer++)
            x = TextBlock(x, $"{backbone}transformer.resblocks.{layer}.");
        x = LayerNorm(x, backbone + "ln_final");
        var ends = tokens.argmax(-1, true).unsqueeze(-1).expand(-1, 1, x.shape[2]);
        return x.gather(1, ends).squeeze(1).matmul(W(backbone + "text_projection"));
    }

    private Tensor TextBlock(Tensor x, string name)
    {
        var (batch, length, width) = (x.shape[0], x.shape[1], x.shape[2]);
        var parts = linear(LayerNorm(x, name + "ln_1"), W(name + "attn.in_proj_weight"), W(name + "attn.in_proj_bias"))
            .reshape(batch, length, 3, geometry.TextHeads, -1).permute(2, 0, 3, 1, 4);
        var attended = scaled_dot_product_attention(parts[0], parts[1], parts[2], null, 0, true).transpose(1, 2).reshape(batch, length, width);
        x = x + Linear(attended, name + "attn.out_proj");
        var hidden = Linear(LayerNorm(x, name + "ln_2"), name + "mlp.c_fc");
        return x + Linear(hidden * (hidden * 1.702).sigmoid(), name + "mlp.c_proj");
    }

    private Tensor LayerNorm(Tensor x, string name) => layer_norm(x, [x.shape[2]], W(name + ".weight"), W(name + ".bias"));

    private Tensor Carafe(Tensor x)
    {
        const string name = "neck_ad.carafe.";
        var (batch, channels, rows, columns) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var mix = Convolve(Convolve(x, name + "down", 0), name + "encoder", 1).reshape(batch, 9, 4, -1).softmax(1).permute(0, 3, 1, 2);
        var near = unfold(x, 3, padding: 1).reshape(batch, channels, 9, -1).permute(0, 3, 1, 2);
        return Convolve(pixel_shuffle(near.matmul(mix).reshape(batch, rows, columns, -1).permute(0, 3, 1, 2), 2), name + "out", 0);
    }

    private Tensor Mask(Tensor x, string name)
    {
        var y = Block(Placed(x), name + ".coordconv.conv1");
        y = Block(Placed(Block(y, name + ".conv2")), name + ".coordconv2.conv1");
        return Norm(Convolve(y, name + ".conv", 1), name + ".bn").sigmoid();
    }

    private static Tensor Placed(Tensor x)
    {
        var (batch, rows, columns) = (x.shape[0], x.shape[2], x.shape[3]);
        var across = linspace(-1, 1, columns).reshape(1, 1, 1, columns).expand(batch, 1, rows, columns);
        var down = linspace(-1, 1, rows).reshape(1, 1, rows, 1).expand(batch, 1, rows, columns);
        return cat([x, across, down], 1);
    }

    private Tensor Head(Tensor x, Tensor state, string name)
    {
        x = Block(Enlarged(x), name + ".vis.1");
        x = Convolve(Block(Enlarged(x), name + ".vis.3"), name + ".vis.4", 0);
        var (batch, channels, rows, columns) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var words = Linear(state, name + ".txt");
        var kernels = words.narrow(1, 0, channels * Kernel * Kernel).reshape(batch, channels, Kernel, Kernel);
        var biases = words.narrow(1, channels * Kernel * Kernel, 1).reshape(batch);
        return conv2d(x.reshape(1, batch * channels, rows, columns), kernels, biases, [1L, 1L], [1L, 1L], groups: batch).transpose(0, 1);
    }

    private static Tensor Enlarged(Tensor x) =>
        interpolate(x, [x.shape[2] * Factor, x.shape[3] * Factor], mode: InterpolationMode.Bilinear, align_corners: false);
}
