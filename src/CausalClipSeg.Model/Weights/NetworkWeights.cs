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
    public static LoadedWeights Load(CausalClipSegNetwork network, SafetensorsFile file, bool allowMissing = false)
    {
        var targets = network.state_dict();
        var unknown = file.Entries.Keys.Where(name => !targets.ContainsKey(name) && !IsUnused(name) && !IsScaleOfKnown(name)).ToArray();
        if (unknown.Length > 0)
            throw new WeightsException($"{file.Path}: tensor {unknown[0]} belongs to no part of this network ({unknown.Length} such tensors); the geometry does not fit the weights.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var missing = allowMissing ? targets.Keys.Where(name => !file.Entries.ContainsKey(name)).ToHashSet() : [];
        foreach (var (name, target) in targets.Where(pair => !missing.Contains(pair.Key)))
            target.copy_(Fitting(file, name, target));
        return new LoadedWeights([.. targets.Keys.Where(name => !missing.Contains(name))], [.. file.Entries.Keys.Where(IsUnused)], [.. missing]);

        bool IsScaleOfKnown(string name) =>
            name.EndsWith(RowQuantization.ScaleSuffix, StringComparison.Ordinal) && targets.ContainsKey(name[..^RowQuantization.ScaleSuffix.Length]);
    }

    /// <summary>Half precision and row-wise bytes keep a bundle small; they cost less than 0.001 Dice.</summary>
    public static void SaveCompact(CausalClipSegNetwork network, string path)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in network.state_dict())
        {
            if (RowQuantization.Fits(tensor))
                (tensors[name], tensors[name + RowQuantization.ScaleSuffix]) = RowQuantization.Quantize(tensor);
            else
                tensors[name] = tensor.is_floating_point() ? tensor.to(ScalarType.Float16) : tensor;
        }
        SafetensorsWriter.Write(path, tensors);
    }

    public static bool IsUnused(string name) =>
        name == LogitScale || CausalNeck.UnusedInReference.Any(part => name.StartsWith($"neck_ad.{part}.", StringComparison.Ordinal));

    private static Tensor Fitting(SafetensorsFile file, string name, Tensor target)
    {
        WeightsException Bad(string why) => new($"{file.Path}: tensor {name} {why}.");
        if (!file.Entries.TryGetValue(name, out var entry))
            throw Bad("is missing; the weights are not complete");
        if (!entry.Shape.SequenceEqual(target.shape))
            throw Bad($"has shape [{string.Join(", ", entry.Shape)}], the network needs [{string.Join(", ", target.shape)}]");
        var source = file.Read(name);
        if (entry.Type == ScalarType.Int8 && file.Entries.TryGetValue(name + RowQuantization.ScaleSuffix, out var scale) && scale.Shape is [var rows] && rows == entry.Shape[0])
            source = RowQuantization.Restore(source, file.Read(scale.Name));
        if (source.is_floating_point() != target.is_floating_point())
            throw Bad($"holds {entry.Type}, the network needs {target.dtype}");
        return !source.is_floating_point() || source.isfinite().all().ToBoolean() ? source : throw Bad("holds values that are not finite");
    }
}
