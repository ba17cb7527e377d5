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

    /// <summary>
    /// A probability map at the source's size for each question, in order. Questions about the same picture object share all of its features;
    /// a batch of pictures that does not fit the device is split.
    /// </summary>
    /// <exception cref="DeviceMemoryException">One picture alone does not fit the device.</exception>
    /// <exception cref="AnswerNotFiniteException">An answer is no number, whose mask would be empty without saying why.</exception>
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
        ? (int)Math.Clamp(PixelsAtOnce / ((long)_preprocessing.InputSize * _preprocessing.InputSize * (MirrorAveraging ? 2 : 1)), 1, LargestBatch)
        : LargestBatch;

    private ProbabilityMap[] Segment(IReadOnlyList<SegmentationInput> inputs, Answers answers)
    {
        var pictures = inputs.Index().GroupBy(question => question.Item.Image).ToList();
        var maps = new ProbabilityMap[inputs.Count];
        lock (_turn)
            foreach (var batch in pictures.Chunk(BatchSize))
            {
                var answered = SplittingBatch.Answer<Picture, ProbabilityMap[]>(Array.ConvertAll(batch, Picture.Of), part => SegmentBatch(part, answers));
                foreach (var (questions, found) in batch.Zip(answered))
                    foreach (var ((index, _), map) in questions.Zip(found))
                        maps[index] = map;
            }
        return maps;
    }

    private ProbabilityMap[][] SegmentBatch(ReadOnlyMemory<Picture> batch, Answers answers)
    {
        var pictures = batch.ToArray();
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var images = _preprocessing.Normalise(cat([.. pictures.Select(picture => _preprocessing.Scale(picture.Image))]).to(_target.Device)).to(_target.Type);
        string[] sentences = [.. pictures.SelectMany(picture => picture.Sentences)];
        long[]? counts = sentences.Length == pictures.Length ? null : Array.ConvertAll(pictures, picture => picture.Sentences.LongLength);
        var logits = MirrorAveraging ? WithMirrorImages(answers, images, sentences, counts) : answers(images, _states.Of(sentences), counts);
        var row = 0;
        return Array.ConvertAll(pictures, picture => Array.ConvertAll(picture.Sentences,
            sentence => new ProbabilityMap(picture.Image.Rows, picture.Image.Columns, (int)logits.shape[2], (int)logits.shape[3], Finite(logits[row++].ToFloats()))
            {
                WordsLost = _states.WordsLost(sentence),
            }));
    }

    private float[] Finite(float[] logits)
    {
        var wrong = logits.Count(logit => !float.IsFinite(logit));
        return wrong == 0 ? logits : throw new AnswerNotFiniteException(
            $"The network's answer is no number at {wrong} of {logits.Length} places (computed in {_target.Type}); no mask is made of it. "
            + "Judge the bundle with evaluate on pictures of this kind, or put another model in charge.");
    }

    /// <summary>Pictures and their mirror images go through the network together: a GPU answers both in little more than the time of one.</summary>
    private Tensor WithMirrorImages(Answers answers, Tensor images, string[] sentences, long[]? counts)
    {
        var states = _states.Of([.. sentences, .. sentences.Select(SideWords.Swap)]);
        var halves = answers(cat([images, images.flip(3)]), states, counts is null ? null : [.. counts, .. counts]).chunk(2);
        return halves[0].Plus(halves[1].flip(3)).div(Two);
    }

    /// <summary>The network's logits for each sentence: images, states of their sentences in order, how many for each image (one when null).</summary>
    private delegate Tensor Answers(Tensor images, Tensor states, long[]? sentences);

    /// <summary>A picture and all that is asked about it.</summary>
    private sealed record Picture(GrayImage Image, string[] Sentences)
    {
        public static Picture Of(IGrouping<GrayImage, (int Index, SegmentationInput Item)> questions) => new(questions.Key, [.. questions.Select(question => question.Item.Text)]);
    }
}
