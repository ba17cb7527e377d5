using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// Answers questions with a bundle's network, loaded once. Safe to call from many threads; libtorch uses all cores for one question,
/// so they take turns.
/// </summary>
public sealed class Segmenter : IDisposable
{
    private const int LargestBatch = 8;
    private const long PixelsAtOnce = LargestBatch * 192 * 192; // on a CPU a batch of large inputs gains nothing and takes gigabytes
    // Kept: TorchSharp lets a temporary scalar be collected while native code still reads it.
    private static readonly Scalar Two = 2;
    private readonly CausalClipSegNetwork _network;
    private readonly Preprocessing _preprocessing;
    private readonly ComputeTarget _target;
    private readonly TextStates _states;
    private readonly bool _ownsNetwork;
    private readonly Lock _turn = new();

    internal Segmenter(CausalClipSegNetwork network, ClipTokenizer tokenizer, Preprocessing preprocessing, ComputeTarget target, bool ownsNetwork)
    {
        (_network, _preprocessing, _target, _ownsNetwork) = (network, preprocessing, target, ownsNetwork);
        _states = new TextStates(network, tokenizer);
        _network.eval();
    }

    /// <summary>As <see cref="BundleManifest.MirrorAveraging"/>.</summary>
    internal bool MirrorAveraging { get; init; }

    /// <exception cref="ComputeDeviceException">The device asked for is not there.</exception>
    public static Segmenter Load(ModelBundle bundle, ComputeOptions? options = null)
    {
        var target = ComputeTarget.Choose(options ?? new ComputeOptions(), learning: false);
        var network = bundle.LoadNetwork();
        network.PrepareToAnswer(target.Type);
        network.to(target.Device);
        return new Segmenter(network, bundle.LoadTokenizer(), bundle.Manifest.Preprocessing, target, ownsNetwork: true)
        {
            MirrorAveraging = bundle.Manifest.MirrorAveraging,
        };
    }

    /// <summary>A probability map at the source's size for each question, in order; a batch that does not fit the device is split.</summary>
    /// <exception cref="DeviceMemoryException">One question alone does not fit the device.</exception>
    public IReadOnlyList<ProbabilityMap> Segment(IReadOnlyList<SegmentationInput> inputs) => Segment(inputs, _network.Causal);

    /// <summary>The same without the maskers, for an ablation.</summary>
    internal IReadOnlyList<ProbabilityMap> SegmentWithoutMaskers(IReadOnlyList<SegmentationInput> inputs) => Segment(inputs, _network.CausalWithoutMaskers);

    /// <summary>To be called when the weights change under the segmenter, as they do while it judges a run.</summary>
    internal void ForgetTexts()
    {
        lock (_turn)
            _states.Clear();
    }

    public void Dispose()
    {
        lock (_turn) // a batch under way ends first
        {
            _states.Dispose();
            if (_ownsNetwork)
                _network.Dispose();
        }
    }

    private int BatchSize => _target.Device.type == DeviceType.CPU
        ? (int)Math.Clamp(PixelsAtOnce / ((long)_preprocessing.InputSize * _preprocessing.InputSize), 1, LargestBatch)
        : LargestBatch;

    private IReadOnlyList<ProbabilityMap> Segment(IReadOnlyList<SegmentationInput> inputs, Func<Tensor, Tensor, Tensor> answer)
    {
        lock (_turn)
            return [.. inputs.Chunk(BatchSize).SelectMany(batch => SplittingBatch.Answer<SegmentationInput, ProbabilityMap>(batch, part => SegmentBatch(part, answer)))];
    }

    private ProbabilityMap[] SegmentBatch(ReadOnlyMemory<SegmentationInput> batch, Func<Tensor, Tensor, Tensor> answer)
    {
        var inputs = batch.ToArray();
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var images = _preprocessing.Normalise(cat([.. inputs.Select(input => _preprocessing.Scale(input.Image))]).to(_target.Device)).to(_target.Type);
        var questions = Array.ConvertAll(inputs, input => input.Text);
        var logits = answer(images, _states.Of(questions));
        if (MirrorAveraging)
            logits = logits.Plus(answer(images.flip(3), _states.Of(Array.ConvertAll(questions, SideWords.Swap))).flip(3)).div(Two);
        return [.. inputs.Select((input, i) => AtSourceSize(logits.narrow(0, i, 1), input.Image) with { WordsLost = _states.WordsLost(input.Text) })];
    }

    private static ProbabilityMap AtSourceSize(Tensor logits, GrayImage source)
    {
        var full = logits.shape[2] == source.Rows && logits.shape[3] == source.Columns
            ? logits
            : nn.functional.interpolate(logits, [source.Rows, source.Columns], mode: InterpolationMode.Bilinear, align_corners: false);
        return new ProbabilityMap(source.Rows, source.Columns, sigmoid(full).cpu().contiguous().data<float>().ToArray());
    }
}
