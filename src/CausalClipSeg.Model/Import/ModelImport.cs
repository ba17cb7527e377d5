using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>What a checkpoint file cannot say of itself.</summary>
public sealed record ImportOptions
{
    /// <summary>CLIP's merges (plain or gzipped); without them the bundle can be verified and learnt on, but not asked.</summary>
    public string? MergesPath { get; init; }

    public int InputSize { get; init; } = 416;

    public int WordLength { get; init; } = 17;

    /// <summary>For the parts that the checkpoint lacks.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>The new bundle and what became of each tensor; missing ones were initialised.</summary>
public sealed record ImportResult(ModelBundle Bundle, string Kind, IReadOnlyList<string> Loaded, IReadOnlyList<string> Skipped, IReadOnlyList<string> Missing);

/// <summary>Makes a bundle of published weights: a training checkpoint, CLIP's own archive, or a safetensors file.</summary>
public static class ModelImport
{
    public static ImportResult Import(string from, string toFolder, ImportOptions options)
    {
        LibTorch.EnsureLoaded();
        using var scope = NewDisposeScope();
        var (kind, tensors) = CheckpointFile.Read(from);
        Directory.CreateDirectory(toFolder);
        var weights = Path.Combine(toFolder, "weights.safetensors");
        SafetensorsWriter.Write(weights, tensors, new Dictionary<string, string> { ["word_len"] = $"{options.WordLength}" });
        NetworkGeometry geometry;
        LoadedWeights loaded;
        using (var file = SafetensorsFile.Open(weights))
        {
            geometry = GeometryFromWeights.Read(file);
            using var network = FirstWeights.Draw(geometry, options.Seed);
            loaded = NetworkWeights.Load(network, file, allowMissing: kind.EndsWith("of CLIP", StringComparison.Ordinal));
            SafetensorsWriter.Write(weights, network.state_dict());
        }
        var bundle = ModelBundle.Create(toFolder, new BundleManifest
        {
            Name = Path.GetFileNameWithoutExtension(from),
            Version = "imported",
            Geometry = geometry,
            Preprocessing = new Preprocessing { InputSize = options.InputSize },
            WeightsSha256 = "",
            MergesFile = CopyMerges(options.MergesPath, toFolder, geometry),
            Training = $"Imported from a {kind}: {loaded.Loaded.Count} tensors loaded, {loaded.Skipped.Count} unused ones skipped, {loaded.Missing.Count} initialised.",
        });
        ModelCard.Write(toFolder, bundle.Manifest);
        return new ImportResult(bundle, kind, loaded.Loaded, loaded.Skipped, loaded.Missing);
    }

    private static string CopyMerges(string? mergesPath, string folder, NetworkGeometry geometry)
    {
        if (mergesPath is null)
            return "";
        var tokens = ClipTokenizer.Load(mergesPath).VocabularySize;
        if (tokens != geometry.Vocabulary)
            throw new WeightsException($"{mergesPath}: these merges make {tokens} tokens, the network knows {geometry.Vocabulary}.");
        var name = mergesPath.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? "merges.txt.gz" : "merges.txt";
        File.Copy(mergesPath, Path.Combine(folder, name), overwrite: true);
        return name;
    }
}
