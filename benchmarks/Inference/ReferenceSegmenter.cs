using CausalClipSeg.Model;
using static TorchSharp.torch;

namespace CausalClipSeg.Benchmarks;

/// <summary>Answers one question at a time as the reference network's authors would: picture in, probabilities at its size out.</summary>
internal sealed class ReferenceSegmenter
{
    private readonly ReferenceComputation _computation;
    private readonly ClipTokenizer _tokenizer;
    private readonly Preprocessing _preprocessing;
    private readonly int _wordLength;

    public ReferenceSegmenter(CausalClipSegNetwork network, ClipTokenizer tokenizer, Preprocessing preprocessing)
    {
        (_tokenizer, _preprocessing, _wordLength) = (tokenizer, preprocessing, network.Geometry.WordLength);
        var weights = network.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone(), StringComparer.Ordinal);
        _computation = new ReferenceComputation(weights, network.Geometry);
    }

    /// <summary>Whether it is asked about the mirror image as well, as a bundle of ours may want it: both sides then compute the same answer.</summary>
    public bool MirrorAveraging { get; init; }

    /// <summary>The causal head's logits, 1x1xSxS.</summary>
    public Tensor Logits(SegmentationInput input)
    {
        var image = _preprocessing.Normalise(_preprocessing.Scale(input.Image));
        var logits = Logits(image, input.Text);
        return MirrorAveraging ? (logits + Logits(image.flip(3), SideWords.Swap(input.Text)).flip(3)) / 2 : logits;
    }

    private Tensor Logits(Tensor image, string text)
    {
        var ids = _tokenizer.Encode(text, _wordLength).Ids;
        return OneDnn.With(() => _computation.Forward(image, tensor(ids, [1, ids.Length])).Causal);
    }

    public ProbabilityMap Segment(SegmentationInput input)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var (rows, columns) = (input.Image.Rows, input.Image.Columns);
        var logits = nn.functional.interpolate(Logits(input), [rows, columns], mode: InterpolationMode.Bilinear, align_corners: false);
        return new ProbabilityMap(rows, columns, rows, columns, logits.ToFloats());
    }
}
