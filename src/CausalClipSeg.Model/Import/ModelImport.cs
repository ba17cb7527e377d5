using System.Globalization;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>What a checkpoint file cannot say of itself.</summary>
public sealed record ImportOptions
{
    /// <summary>CLIP's merges (plain or gzipped); without them the bundle can be verified, but neither asked nor learnt on.</summary>
    public string? MergesPath { get; init; }

    public int InputSize { get; init; } = 416;

    /// <summary>Tokens of a sentence; null: as the file says (<c>word_len</c>), otherwise the paper's 17.</summary>
    public int? WordLength { get; init; }

    /// <summary>For the parts that the checkpoint lacks.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>The new bundle and what became of each tensor; missing ones were initialised.</summary>
public sealed record ImportResult(ModelBundle Bundle, string Kind, IReadOnlyList<string> Loaded, IReadOnlyList<string> Skipped, IReadOnlyList<string> Missing);

/// <summary>Makes a bundle of published weights: a training checkpoint, CLIP's own archive, or a safetensors file.</summary>
public static class ModelImport
{
    private const int PapersWordLength = 17;

    /// <summary>Nothing is written before all has been checked, and an existing bundle is replaced by a whole one or not at all.</summary>
    /// <exception cref="WeightsException">The checkpoint, the merges or an option does not fit; says which and why.</exception>
    public static ImportResult Import(string from, string toFolder, ImportOptions options)
    {
        LibTorch.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var checkpoint = CheckpointFile.Open(from);
        var geometry = Geometry(checkpoint.Source, options);
        var preprocessing = new Preprocessing { InputSize = options.InputSize };
        if ((geometry.Problem() ?? preprocessing.Problem()) is { } problem)
            throw new WeightsException($"{from} cannot be imported: {problem}.");
        var merges = FittingMerges(options.MergesPath, geometry);
        using var network = FirstWeights.Draw(geometry, options.Seed);
        var loaded = NetworkWeights.Load(network, checkpoint.Source, allowMissing: checkpoint.IsClip);
        var manifest = new BundleManifest
        {
            Name = Path.GetFileNameWithoutExtension(from),
            Version = "imported",
            Geometry = geometry,
            Preprocessing = preprocessing,
            WeightsSha256 = "",
            MergesFile = merges,
            Training = $"Imported from a {checkpoint.Kind}: {loaded.Loaded.Count} tensors loaded, {loaded.Skipped.Count} unused ones skipped, {loaded.Missing.Count} initialised.",
        };
        var bundle = BundleFolder.Fill(toFolder, unfinished =>
        {
            SafetensorsWriter.Write(Path.Combine(unfinished, manifest.WeightsFile), network.state_dict(), Metadata(checkpoint.Source, geometry));
            if (merges.Length > 0)
                File.Copy(options.MergesPath!, Path.Combine(unfinished, merges));
            ModelCard.Write(unfinished, manifest, learntHere: false);
            ModelBundle.Create(unfinished, manifest);
        });
        return new ImportResult(bundle, checkpoint.Kind, loaded.Loaded, loaded.Skipped, loaded.Missing);
    }

    private static NetworkGeometry Geometry(WeightsSource source, ImportOptions options)
    {
        var seen = GeometryFromWeights.Read(source);
        var said = source.Metadata.ContainsKey(GeometryFromWeights.WordLength) ? seen.WordLength : Math.Min(PapersWordLength, seen.ContextLength);
        return seen with { WordLength = options.WordLength ?? said };
    }

    /// <summary>What the file said of itself, and what the weights alone would not say of the network.</summary>
    private static Dictionary<string, string> Metadata(WeightsSource source, NetworkGeometry geometry) => new(source.Metadata)
    {
        [GeometryFromWeights.WordLength] = geometry.WordLength.ToString(CultureInfo.InvariantCulture),
        [GeometryFromWeights.TextHeads] = geometry.TextHeads.ToString(CultureInfo.InvariantCulture),
    };

    private static string FittingMerges(string? mergesPath, NetworkGeometry geometry)
    {
        if (mergesPath is null)
            return "";
        var tokens = ClipTokenizer.Load(mergesPath).VocabularySize;
        return tokens == geometry.Vocabulary
            ? BundleManifest.NameOfMerges(mergesPath)
            : throw new WeightsException($"{mergesPath}: these merges make {tokens} tokens, the network knows {geometry.Vocabulary}.");
    }
}
