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
    public static LoadedWeights Load(CausalClipSegNetwork network, SafetensorsFile file) => Load(network, WeightsSource.Of(file));

    /// <param name="allowMissing">Parts that the source lacks stay as they are, and are named.</param>
    public static LoadedWeights Load(CausalClipSegNetwork network, WeightsSource source, bool allowMissing = false)
    {
        var targets = network.state_dict();
        var unknown = source.Shapes.Keys.Where(name => !targets.ContainsKey(name) && !IsUnused(name) && !IsScaleOfKnown(name)).ToArray();
        if (unknown.Length > 0)
            throw new WeightsException($"{source.Path}: tensor {unknown[0]} belongs to no part of this network ({unknown.Length} such tensors); the geometry does not fit the weights.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var missing = allowMissing ? targets.Keys.Where(name => !source.Shapes.ContainsKey(name)).ToHashSet() : [];
        foreach (var (name, target) in targets.Where(pair => !missing.Contains(pair.Key)))
        {
            using var read = NewDisposeScope();
            target.copy_(Fitting(source, name, target));
        }
        return new LoadedWeights([.. targets.Keys.Where(name => !missing.Contains(name))], [.. source.Shapes.Keys.Where(IsUnused)], [.. missing]);

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

    private static Tensor Fitting(WeightsSource source, string name, Tensor target)
    {
        source.Require(name, target.shape);
        var read = source.Read(name);
        if (read.dtype == ScalarType.Int8 && source.Shapes.TryGetValue(name + RowQuantization.ScaleSuffix, out var scales) && scales is [var rows] && rows == target.shape[0])
            read = RowQuantization.Restore(read, source.Read(name + RowQuantization.ScaleSuffix));
        if (read.is_floating_point() != target.is_floating_point())
            throw source.Bad(name, $"holds {read.dtype}, the network needs {target.dtype}");
        var fitting = read.to(target.dtype); // what is finite in float64 need not be in float32
        return !fitting.is_floating_point() || fitting.isfinite().all().ToBoolean() ? fitting : throw source.Bad(name, $"holds values that are not finite in {target.dtype}");
    }
}
