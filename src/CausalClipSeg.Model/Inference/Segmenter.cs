using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// Answers questions with a bundle's network, loaded once. Safe to call from many threads; libtorch uses all cores for one question,
/// so they take turns.
/// </summary>
public sealed class Segmenter : IDisposable
{
    private const int LargestBatch = 8;
    private readonly CausalClipSegNetwork _network;
    private readonly Preprocessing _preprocessing;
    private readonly TextStates _states;
    private readonly bool _ownsNetwork;
    private readonly Lock _turn = new();

    internal Segmenter(CausalClipSegNetwork network, ClipTokenizer tokenizer, Preprocessing preprocessing, bool ownsNetwork)
    {
        (_network, _preprocessing, _ownsNetwork) = (network, preprocessing, ownsNetwork);
        _states = new TextStates(network, tokenizer);
        _network.eval();
    }

    public static Segmenter Load(ModelBundle bundle) =>
        new(bundle.LoadNetwork(), bundle.LoadTokenizer(), bundle.Manifest.Preprocessing, ownsNetwork: true);

    /// <summary>A probability map at the source's size for each question, in order.</summary>
    public IReadOnlyList<ProbabilityMap> Segment(IReadOnlyList<SegmentationInput> inputs)
    {
        lock (_turn)
            return [.. inputs.Chunk(LargestBatch).SelectMany(SegmentBatch)];
    }

    /// <summary>To be called when the weights change under the segmenter, as they do while it judges a run.</summary>
    internal void ForgetTexts()
    {
        lock (_turn)
            _states.Clear();
    }

    public void Dispose()
    {
        _states.Dispose();
        if (_ownsNetwork)
            _network.Dispose();
    }

    private ProbabilityMap[] SegmentBatch(SegmentationInput[] inputs)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var images = _preprocessing.Normalise(cat([.. inputs.Select(input => _preprocessing.Scale(input.Image))]));
        var logits = _network.Causal(images, stack(inputs.Select(input => _states.Of(input.Text))));
        return [.. inputs.Select((input, i) => AtSourceSize(logits.narrow(0, i, 1), input.Image))];
    }

    private static ProbabilityMap AtSourceSize(Tensor logits, GrayImage source)
    {
        var full = logits.shape[2] == source.Rows && logits.shape[3] == source.Columns
            ? logits
            : nn.functional.interpolate(logits, [source.Rows, source.Columns], mode: InterpolationMode.Bilinear, align_corners: false);
        return new ProbabilityMap(source.Rows, source.Columns, sigmoid(full).contiguous().data<float>().ToArray());
    }
}
