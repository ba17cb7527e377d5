using System.Globalization;

namespace CausalClipSeg.Model;

/// <summary>
/// Writes a bundle's model card from what is recorded: its manifest, the weights as they lie in the folder, and who taught them. So no bundle is without
/// one, none contradicts itself, and none tells of an imported model what is only true of our own training.
/// </summary>
internal static class ModelCard
{
    public const string FileName = "MODEL_CARD.md";

    /// <param name="learntHere">By this project's trainer; of weights from elsewhere only the manifest's words are known.</param>
    public static void Write(string folder, BundleManifest manifest, bool learntHere)
    {
        var geometry = manifest.Geometry;
        string[] figures = [.. manifest.Metrics.Select(metric => $"| {metric.Key} | {metric.Value.ToString("0.####", CultureInfo.InvariantCulture)} |")];
        string[] lines =
        [
            $"# {manifest.Name} {manifest.Version}",
            "",
            "CausalCLIPSeg: a frontal chest radiograph and a sentence in, a mask of the opacities that the sentence describes out.",
            "",
            "## What it is",
            "",
            $"- Input {manifest.Preprocessing.InputSize} x {manifest.Preprocessing.InputSize} ({manifest.Preprocessing.Resize}), mean {Number(manifest.Preprocessing.Mean)}, deviation {Number(manifest.Preprocessing.StandardDeviation)}; at most {geometry.WordLength} tokens of {geometry.Vocabulary}.",
            $"- Image encoder: width {geometry.Width}, blocks {string.Join(", ", geometry.Layers)}; text encoder: width {geometry.TextWidth}, {geometry.TextLayers} layers; heads of {geometry.HeadChannels} channels.",
            $"- Sentences are those of the caption grammar in {ModelBundle.ManifestFile}; \"left\" is the {(manifest.SideConvention == SideConvention.Viewer ? "viewer's, which is the patient's right in a film hung as usual" : "patient's")}.",
            $"- Views: {string.Join(", ", manifest.Views)}. Findings: {string.Join(", ", manifest.Findings)}. Threshold {Number(manifest.Threshold)}.",
            .. manifest.MirrorAveraging ? (string[])["- An answer is the mean over the picture and its mirror image (asked with left and right exchanged)."] : [],
            $"- Weights: {Formats(Path.Combine(folder, manifest.WeightsFile))}.",
            "",
            "## How it was trained",
            "",
            manifest.Training,
            "",
            .. learntHere ? Learning : [],
            "## How good it is",
            "",
            .. figures.Length > 0 ? [.. Judging, .. figures] : (string[])["Nobody has measured it here: `causalclipseg evaluate` does."],
            "",
            "## What it must not be used for",
            "",
            "Not a medical device: not for diagnosis, treatment or triage. Not for lateral views, children, CT, or findings other than those",
            "above. It answers every sentence, true or not: a sentence about a lesion that is not there may still light something up. The",
            "licences of the training pictures apply to what may be done with the weights.",
        ];
        File.WriteAllText(Path.Combine(folder, FileName), string.Join('\n', lines) + "\n");
    }

    private static readonly string[] Learning =
    [
        "Both heads learn from binary cross-entropy and soft Dice; the maskers play the min-max game against them. The pictures are",
        "mirrored (left and right change places in the sentence too), turned, scaled, moved and changed in contrast; some sentences lose",
        "their count or zones; some bilateral ones ask for one side only, whose lesions alone are then the answer.",
        "",
    ];

    private static readonly string[] Judging =
    [
        "On the validation list, at threshold 0.5 and the masks' own size. \"ShuffledText\" gives each picture another picture's",
        "sentence, \"BlankImage\" hides the picture, \"NoCausalBranch\" takes the maskers away: the distance to \"validDice\" is what",
        "sentence, picture and causal branch each contribute.",
        "",
        "| figure | value |",
        "|---|---|",
    ];

    /// <summary>The element types in the file, the commonest number of values first.</summary>
    private static string Formats(string weights)
    {
        using var file = SafetensorsFile.Open(weights);
        var types = file.Entries.Values.GroupBy(entry => TensorFormat.Of(entry.Type).Name)
            .Select(group => (Name: group.Key, Values: group.Sum(entry => entry.Shape.Aggregate(1L, (product, side) => product * side))))
            .OrderByDescending(type => type.Values);
        var scaled = file.Entries.Keys.Any(name => name.EndsWith(RowQuantization.ScaleSuffix, StringComparison.Ordinal)) ? "; those in I8 with one scale a row" : "";
        return string.Join(", ", types.Select(type => $"{type.Values.ToString("N0", CultureInfo.InvariantCulture)} values in {type.Name}")) + scaled;
    }

    private static string Number(float value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
