namespace CausalClipSeg.Model;

/// <summary>What a bundle says of itself in bundle.json: enough to use it rightly, and to refuse what it was not made for.</summary>
public sealed record BundleManifest
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required NetworkGeometry Geometry { get; init; }

    public required Preprocessing Preprocessing { get; init; }

    /// <summary>The tokenizer's merges, beside bundle.json; empty where an imported checkpoint came without.</summary>
    public string MergesFile { get; init; } = "merges.txt";

    public string WeightsFile { get; init; } = OwnWeights;

    /// <summary>Lower-case hexadecimal; a bundle whose weights differ is refused.</summary>
    public required string WeightsSha256 { get; init; }

    public CaptionGrammar CaptionGrammar { get; init; } = new();

    /// <summary>Whose left the captions mean.</summary>
    public SideConvention SideConvention { get; init; } = SideConvention.Viewer;

    /// <summary>View positions that it was trained on.</summary>
    public IReadOnlyList<string> Views { get; init; } = ["PA", "AP"];

    /// <summary>Finding ids that it can delineate; all are asked for with the same grammar.</summary>
    public IReadOnlyList<string> Findings { get; init; } =
        ["airspace-opacity", "consolidation", "infiltrate", "ground-glass-opacity", "pneumonia"];

    public float Threshold { get; init; } = 0.5f;

    /// <summary>
    /// Whether an answer is the mean of the logits for the picture and for its mirror image, the latter asked with left and right exchanged:
    /// steadier, at twice the work.
    /// </summary>
    public bool MirrorAveraging { get; init; }

    /// <summary>On what, how long and from what it was trained.</summary>
    public string Training { get; init; } = "";

    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    internal const string OwnWeights = "weights.safetensors";

    /// <summary>What these merges are called in a bundle of our making.</summary>
    internal static string NameOfMerges(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? "merges.txt.gz" : "merges.txt";

    /// <summary>The first thing that makes this manifest unusable, in words; null when there is none.</summary>
    public string? Problem() =>
        FileProblem("weightsFile", WeightsFile)
        ?? (MergesFile.Length == 0 ? null : FileProblem("mergesFile", MergesFile))
        ?? (WeightsFile == MergesFile ? $"weightsFile and mergesFile are both {WeightsFile}" : null)
        ?? (Threshold is > 0 and < 1 ? null : $"threshold is a number between 0 and 1, not {Threshold}")
        ?? (Geometry.Problem() is { } shape ? $"geometry: {shape}" : null)
        ?? (Preprocessing.Problem() is { } input ? $"preprocessing: {input}" : null);

    /// <summary>A bundle comes from elsewhere: what it names lies in its own folder, and whoever writes a bundle of these names writes only there.</summary>
    private static string? FileProblem(string field, string name) =>
        name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', '\0']) < 0
            ? name is ModelBundle.ManifestFile or ModelCard.FileName ? $"{field} is {name}, which is another file of the bundle" : null
            : $"{field} is the name of a file in the bundle's folder, not \"{name}\"";
}

/// <summary>Whose left a sentence means: the viewer's (the image's left edge) or the patient's.</summary>
public enum SideConvention
{
    Viewer,
    Patient,
}
