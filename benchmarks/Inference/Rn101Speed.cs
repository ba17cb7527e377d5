using CausalClipSeg.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Benchmarks;

internal sealed record Rn101Figures(double Ratio, double ReferenceP50Ms, double P50Ms, double P95Ms, double MaxLogitDifference, double MaxLogit);

/// <summary>The paper's geometry with weights from the seed: both sides compute the same function of the same picture.</summary>
internal static class Rn101Speed
{
    private const int Seed = 3, InputSize = 416, Pictures = 3;
    private const string Sentence = "unilateral pulmonary infection, lower left lung.";

    public static Rn101Figures Measure(int pairs)
    {
        using var network = Network();
        var (tokenizer, preprocessing) = (Tokenizer(), new Preprocessing { InputSize = InputSize });
        var reference = new ReferenceSegmenter(network, tokenizer, preprocessing);
        using var ours = Ours(network);
        var inputs = Enumerable.Range(0, Pictures).Select(Picture).ToArray();
        var (theirs, mine) = Pairs.Time(pairs, i => reference.Segment(inputs[i % Pictures]), i => ours.Segment([inputs[i % Pictures]]));
        var (difference, largest) = Difference(network, reference, tokenizer, preprocessing, inputs[0]);
        return new Rn101Figures(theirs.Order().Zip(mine.Order()).Select(pair => pair.First / pair.Second).Order().ElementAt(pairs / 2),
            Pairs.Percentile(theirs, 0.5), Pairs.Percentile(mine, 0.5), Pairs.Percentile(mine, 0.95), difference, largest);
    }

    /// <summary>Untrained, with running statistics of one batch so that its features have the scale of a trained network's.</summary>
    public static CausalClipSegNetwork Network()
    {
        LibTorch.EnsureLoaded();
        manual_seed(Seed);
        var network = new CausalClipSegNetwork(NetworkGeometry.Rn101);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.train();
        for (var i = 0; i < 4; i++)
            network.forward(randn(2, 3, 64, 64), tensor(Tokenizer().Encode(Sentence, 17).Ids, [1, 17]).expand(2, 17));
        network.eval();
        return network;
    }

    public static Segmenter Ours(CausalClipSegNetwork network) => Ours(network, ComputeTarget.Reference);

    public static Segmenter Ours(CausalClipSegNetwork network, ComputeTarget target)
    {
        network.PrepareToAnswer(target.Type);
        network.to(target.Device);
        return new Segmenter(network, Tokenizer(), new Preprocessing { InputSize = InputSize }, target, ownsNetwork: false);
    }

    public static SegmentationInput Picture(int seed)
    {
        var random = new Random(seed);
        return new SegmentationInput(new GrayImage(InputSize, InputSize, [.. Enumerable.Range(0, InputSize * InputSize).Select(_ => random.NextSingle())]), Sentence);
    }

    public static ClipTokenizer Tokenizer() => ClipTokenizer.FromMerges(CompactPreset.LearnMerges(new CaptionGrammar()));

    private static (double Difference, double Largest) Difference(
        CausalClipSegNetwork network, ReferenceSegmenter reference, ClipTokenizer tokenizer, Preprocessing preprocessing, SegmentationInput input)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var theirs = reference.Logits(input);
        var ids = tokenizer.Encode(input.Text, network.Geometry.WordLength).Ids;
        var state = network.Backbone.EncodeText(tensor(ids, [1, ids.Length])).State;
        var mine = network.Causal(preprocessing.Normalise(preprocessing.Scale(input.Image)), state);
        return ((mine - theirs).abs().max().item<float>(), theirs.abs().max().item<float>());
    }
}
