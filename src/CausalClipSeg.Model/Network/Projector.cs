using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalClipSeg.Model;

/// <summary>A head: the text state becomes the last convolution's kernel, so the sentence decides what lights up.</summary>
internal sealed class Projector : Module<Tensor, Tensor, Tensor>
{
    private const int Kernel = 3, Factor = 4;
    [ComponentName(Name = "vis")] private readonly Sequential _visual;
    [ComponentName(Name = "txt")] private readonly Linear _text;
    private readonly EnlargingBlock _enlarge, _enlargeAgain;
    private readonly Func<Conv2d> _last;

    public Projector(int stateChannels, int channels, InferenceForm form) : base(nameof(Projector))
    {
        var (first, second) = (ConvBlock.Create(channels * 2, channels * 2, 3), ConvBlock.Create(channels * 2, channels, 3));
        var last = Conv2d(channels, channels, 1);
        _visual = Sequential(
            ("0", Upsample(scale_factor: [Factor, Factor], mode: UpsampleMode.Bilinear, align_corners: false)),
            ("1", first),
            ("2", Upsample(scale_factor: [Factor, Factor], mode: UpsampleMode.Bilinear, align_corners: false)),
            ("3", second),
            ("4", last));
        _text = Linear(stateChannels, channels * Kernel * Kernel + 1);
        (_enlarge, _enlargeAgain, _last) = (new EnlargingBlock(form.Normalised(first)), new EnlargingBlock(form.Normalised(second)), () => last);
        RegisterComponents();
    }

    public override Tensor forward(Tensor features, Tensor state) => Forward(features, state, null);

    /// <summary>All that the sentence does is to predict the last kernel, so any number of sentences about one image share everything before it.</summary>
    /// <param name="features">One map for each image: NCHW.</param>
    /// <param name="states">The sentences' states in the order of their images: one row each.</param>
    /// <param name="sentences">How many of the states are about each image; one each when null.</param>
    /// <returns>A map of logits for each sentence.</returns>
    public Tensor Forward(Tensor features, Tensor states, long[]? sentences)
    {
        var x = _enlarge.Forward(features);
        var (rows, columns) = (x.shape[2] * Factor, x.shape[3] * Factor);
        var words = _text.forward(states);
        var (asked, channels) = (words.shape[0], (words.shape[1] - 1) / (Kernel * Kernel));
        var kernels = words.narrow(1, 0, words.shape[1] - 1).reshape(asked, channels, Kernel * Kernel).transpose(1, 2); // NKC
        var bias = words.narrow(1, words.shape[1] - 1, 1).reshape(asked, 1, 1, 1);
        // The 1x1 convolution is folded into the predicted kernel; its bias counts only where the kernel is inside the map.
        var (mix, mixBias) = (_last().weight!.reshape(channels, channels), _last().bias!);
        var taps = _enlargeAgain.Products(x, kernels.matmul(mix).to(x.dtype), sentences).to(words.dtype).Plus(kernels.matmul(mixBias).unsqueeze(-1)); // NK(HW)
        return Gathered(taps.reshape(asked, Kernel * Kernel, rows, columns)).Plus(bias);
    }

    /// <summary>Sums the taps' maps, each shifted to its place: NKHW -> N1HW.</summary>
    private static Tensor Gathered(Tensor taps)
    {
        var (rows, columns) = (taps.shape[2], taps.shape[3]);
        var padded = functional.pad(taps, [1, 1, 1, 1]);
        return Enumerable.Range(0, Kernel * Kernel)
            .Select(k => padded.narrow(1, k, 1).narrow(2, k / Kernel, rows).narrow(3, k % Kernel, columns))
            .Aggregate((sum, tap) => sum.Plus(tap));
    }

    /// <summary>Enlarge, convolve, normalise, ReLU: two entries of the visual sequence taken as one.</summary>
    private sealed class EnlargingBlock(NormalisedConvolution layer)
    {
        private readonly UpsampledConvolution _convolution = new(Factor);

        public Tensor Forward(Tensor x) => layer.Rows(x, Factor)?.Activations() ?? layer.Forward(x, _convolution).relu_();

        /// <summary>The products of every pixel with the kernels of the sentences about its image: NKC to NK(HW).</summary>
        public Tensor Products(Tensor x, Tensor kernels, long[]? sentences) => sentences is null
            ? Products(x, kernels)
            : cat([.. kernels.split(sentences).Select((asked, image) => Products(x.narrow(0, image, 1), asked.flatten(0, 1).unsqueeze(0)).reshape(asked.shape[0], asked.shape[1], -1))]);

        private Tensor Products(Tensor x, Tensor kernels) => layer.Rows(x, Factor) is { } rows
            ? rows.Products(kernels).flatten(2)
            : kernels.matmul(layer.Forward(x, _convolution).relu_().flatten(2));
    }
}
