using System.Globalization;

namespace CausalClipSeg.Model;

/// <summary>Reads the geometry off the tensors' shapes, so that any checkpoint of the architecture explains itself.</summary>
internal static class GeometryFromWeights
{
    private const string Aggregation = "neck_ad.aggr.0.weight";

    public static NetworkGeometry Read(SafetensorsFile file)
    {
        var textWidth = Side(file, "backbone.ln_final.weight", 0);
        var width = Side(file, "backbone.visual.layer1.0.conv1.weight", 0);
        var context = Side(file, "backbone.positional_embedding", 0);
        return new NetworkGeometry
        {
            Layers = [.. Enumerable.Range(1, 4).Select(stage => Count(file, $"backbone.visual.layer{stage}."))],
            Width = width,
            Embed = Side(file, "backbone.text_projection", 1),
            PositionResolution = 32 * (int)Math.Round(Math.Sqrt(Side(file, "backbone.visual.attnpool.positional_embedding", 0) - 1)),
            Vocabulary = Side(file, "backbone.token_embedding.weight", 0),
            TextWidth = textWidth,
            TextLayers = Count(file, "backbone.transformer.resblocks."),
            TextHeads = Metadata(file, "text_heads") ?? Math.Max(1, textWidth / 64),
            ContextLength = context,
            WordLength = Metadata(file, "word_len") ?? context,
            Fused = file.Entries.ContainsKey(Aggregation) ? Side(file, Aggregation, 0) : width * 8, // CLIP alone: as in the paper
        };
    }

    private static int Side(SafetensorsFile file, string name, int index) =>
        file.Entries.TryGetValue(name, out var entry) && index < entry.Shape.Count
            ? (int)entry.Shape[index]
            : throw new WeightsException($"{file.Path}: tensor {name} is missing, so the geometry cannot be read.");

    private static int Count(SafetensorsFile file, string prefix) =>
        file.Entries.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name[prefix.Length..].Split('.')[0]).Distinct().Count();

    private static int? Metadata(SafetensorsFile file, string key) =>
        file.Metadata.TryGetValue(key, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
