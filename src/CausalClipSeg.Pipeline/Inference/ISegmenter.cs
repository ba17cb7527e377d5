using CausalClipSeg.Model;

namespace CausalClipSeg.Pipeline.Inference;

/// <summary>The network as the pipeline sees it; the pipeline benchmark puts a stub in its place.</summary>
public interface ISegmenter
{
    /// <summary>One probability map for each sentence, at the size of the image.</summary>
    Task<Segmentation> SegmentAsync(GrayImage image, IReadOnlyList<string> sentences, CancellationToken cancellation);
}

/// <summary>Probability maps, the model that they come from, and the probability from which a pixel belongs to its mask.</summary>
public sealed record Segmentation(ModelIdentity Model, float Threshold, IReadOnlyList<ProbabilityMap> Maps);

/// <summary>What a SEG says of the network that made it.</summary>
public sealed record ModelIdentity(string Name, string Version, string WeightsSha256);
