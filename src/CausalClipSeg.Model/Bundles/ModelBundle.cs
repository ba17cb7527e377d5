using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CausalClipSeg.Model;

/// <summary>A folder with weights, tokenizer and manifest, checked as a whole before anything of it is used.</summary>
public sealed class ModelBundle
{
    public const string ManifestFile = "bundle.json";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private ModelBundle(string folder, BundleManifest manifest) => (Folder, Manifest) = (folder, manifest);

    public string Folder { get; }

    public BundleManifest Manifest { get; }

    public string WeightsSha256 => Manifest.WeightsSha256;

    public string WeightsPath => Path.Combine(Folder, Manifest.WeightsFile);

    public string MergesPath => Path.Combine(Folder, Manifest.MergesFile);

    public static ModelBundle Load(string folder)
    {
        var path = Path.Combine(folder, ManifestFile);
        if (!File.Exists(path))
            throw new BundleException($"{folder} is not a model bundle: it has no {ManifestFile}. Give the folder that holds {ManifestFile} and its weights.");
        var bundle = new ModelBundle(folder, ReadManifest(path));
        foreach (var file in (string[])[bundle.WeightsPath, bundle.MergesPath])
            if (!Path.Exists(file))
                throw new BundleException($"The bundle {folder} is not complete: {Path.GetFileName(file)} is missing.");
        using (var weights = SafetensorsFile.Open(bundle.WeightsPath)) // a damaged header names its tensor; the hash below could only say that something differs
            bundle.RequireGeometryOf(weights);
        var hash = HashOf(bundle.WeightsPath);
        return hash == bundle.WeightsSha256
            ? bundle
            : throw new BundleException($"The weights of the bundle {folder} are not those it was published with: {bundle.Manifest.WeightsFile} has SHA-256 {hash}, {ManifestFile} says {bundle.WeightsSha256}. Copy the bundle again.");
    }

    /// <summary>Writes the manifest of weights and merges that are already in the folder.</summary>
    public static ModelBundle Create(string folder, BundleManifest manifest)
    {
        var complete = manifest with { WeightsSha256 = HashOf(Path.Combine(folder, manifest.WeightsFile)) };
        var path = Path.Combine(folder, ManifestFile);
        File.WriteAllText(path + ".unfinished", JsonSerializer.Serialize(complete, Format) + "\n");
        File.Move(path + ".unfinished", path, overwrite: true);
        return Load(folder);
    }

    internal CausalClipSegNetwork LoadNetwork()
    {
        LibTorch.EnsureLoaded();
        var network = FirstWeights.Draw(Manifest.Geometry);
        using var file = SafetensorsFile.Open(WeightsPath);
        NetworkWeights.Load(network, file);
        return network;
    }

    internal ClipTokenizer LoadTokenizer()
    {
        if (Manifest.MergesFile.Length == 0)
            throw new BundleException($"The bundle {Folder} has no tokenizer: it was imported without merges. Import it again with CLIP's merges file.");
        var tokenizer = ClipTokenizer.Load(MergesPath);
        return tokenizer.VocabularySize == Manifest.Geometry.Vocabulary
            ? tokenizer
            : throw new BundleException($"The bundle {Folder} does not fit together: {Manifest.MergesFile} makes {tokenizer.VocabularySize} tokens, the network knows {Manifest.Geometry.Vocabulary}.");
    }

    /// <summary>Heads and word length cannot be seen in the weights; all else must be what the manifest says.</summary>
    private void RequireGeometryOf(SafetensorsFile weights)
    {
        var (said, seen) = (Manifest.Geometry, GeometryFromWeights.Read(weights));
        if (!said.Layers.SequenceEqual(seen.Layers) || said with { Layers = seen.Layers, TextHeads = seen.TextHeads, WordLength = seen.WordLength } != seen)
            throw new BundleException($"The bundle {Folder} does not fit together: the geometry in {ManifestFile} is not that of {Manifest.WeightsFile}.");
    }

    private static BundleManifest ReadManifest(string path)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<BundleManifest>(File.ReadAllText(path), Format) ?? throw new BundleException($"{path} is empty.");
            return manifest.Problem() is { } problem ? throw new BundleException($"{path} cannot be used: {problem}.") : manifest;
        }
        catch (JsonException problem)
        {
            throw new BundleException($"{path} is not a bundle manifest: {problem.Message}", problem);
        }
    }

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
