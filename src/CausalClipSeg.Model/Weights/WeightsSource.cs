using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>Tensors under the names of this network, in whatever file they lie: their shapes are known before a number is read.</summary>
/// <param name="Path">The file as its user knows it, for every sentence about it.</param>
internal sealed record WeightsSource(
    string Path, IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes, IReadOnlyDictionary<string, string> Metadata, Func<string, Tensor> Read)
{
    public static WeightsSource Of(SafetensorsFile file) =>
        new(file.Path, file.Entries.ToDictionary(pair => pair.Key, pair => pair.Value.Shape, StringComparer.Ordinal), file.Metadata, file.Read);

    /// <summary>The shape that a part of this network needs, or a refusal that names the tensor.</summary>
    public void Require(string name, params ReadOnlySpan<long> needed)
    {
        if (!Shapes.TryGetValue(name, out var shape))
            throw Bad(name, "is missing; the weights are not complete");
        if (!shape.SequenceEqual(needed.ToArray()))
            throw Bad(name, $"has shape [{string.Join(", ", shape)}], the network needs [{string.Join(", ", needed.ToArray())}]");
    }

    public WeightsException Bad(string name, string why) => new($"{Path}: tensor {name} {why}.");
}
