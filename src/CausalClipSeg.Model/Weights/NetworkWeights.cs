using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>What happened to each tensor of a file when it was loaded into a network.</summary>
public sealed record LoadedWeights(IReadOnlyList<string> Loaded, IReadOnlyList<string> Skipped, IReadOnlyList<string> Missing);

/// <summary>Moves weights between a network and safetensors files, by the reference checkpoint's names.</summary>
internal static class NetworkWeights
{
    private const string LogitScale = "backbone.logit_scale";

    /// <summary>Loads every tensor that the network has; those that the reference declares but never uses are skipped and named.</summary>
    public static LoadedWeights Load(CausalClipSegNetwork network, SafetensorsFile file)
    {
        var targets = network.state_dict();
        var unknown = file.Entries.Keys.Where(name => !targets.ContainsKey(name) && !IsUnused(name)).ToArray();
        if (unknown.Length > 0)
            throw new WeightsException($"{file.Path}: tensor {unknown[0]} belongs to no part of this network ({unknown.Length} such tensors); the geometry does not fit the weights.");
        using var noGradient = no_grad();
        foreach (var (name, target) in targets)
        {
            if (!file.Entries.TryGetValue(name, out var entry))
                throw new WeightsException($"{file.Path}: tensor {name} is missing; the weights are not complete.");
            if (!entry.Shape.SequenceEqual(target.shape))
                throw new WeightsException($"{file.Path}: tensor {name} has shape [{string.Join(", ", entry.Shape)}], the network needs [{string.Join(", ", target.shape)}].");
            if (target.is_floating_point() != IsFloating(entry.Type))
                throw new WeightsException($"{file.Path}: tensor {name} holds {entry.Type}, the network needs {target.dtype}.");
            using var source = file.Read(name);
            if (IsFloating(entry.Type) && !source.isfinite().all().ToBoolean())
                throw new WeightsException($"{file.Path}: tensor {name} holds values that are not finite.");
            target.copy_(source);
        }
        return new LoadedWeights([.. targets.Keys], [.. file.Entries.Keys.Where(name => !targets.ContainsKey(name))], []);
    }

    /// <summary>The tensors to store; half precision halves the file and costs less than 0.001 Dice.</summary>
    public static void Save(CausalClipSegNetwork network, string path, ScalarType floats, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(path, network.state_dict().Select(pair => KeyValuePair.Create(
            pair.Key, pair.Value.is_floating_point() ? pair.Value.detach().to(floats) : pair.Value)), metadata);
    }

    public static bool IsUnused(string name) =>
        name == LogitScale || CausalNeck.UnusedInReference.Any(part => name.StartsWith($"neck_ad.{part}.", StringComparison.Ordinal));

    private static bool IsFloating(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
}
