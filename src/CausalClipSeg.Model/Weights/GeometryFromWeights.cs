using System.Globalization;

namespace CausalClipSeg.Model;

/// <summary>
/// Reads the geometry off the tensors' shapes, so that any checkpoint of the architecture explains itself. The tensors that the sizes follow from are held
/// against each other here, before a network of that size is made: a small file cannot ask for a large one.
/// </summary>
internal static class GeometryFromWeights
{
    public const string TextHeads = "text_heads", WordLength = "word_len";
    private const string Aggregation = "neck_ad.aggr.0.weight";

    public static NetworkGeometry Read(SafetensorsFile file) => Read(WeightsSource.Of(file));

    public static NetworkGeometry Read(WeightsSource source)
    {
        var textWidth = Side(source, "backbone.ln_final.weight", 0);
        var width = Side(source, "backbone.visual.layer1.0.conv1.weight", 0);
        var context = Side(source, "backbone.positional_embedding", 0);
        var geometry = new NetworkGeometry
        {
            Layers = [.. Enumerable.Range(1, 4).Select(stage => Count(source, $"backbone.visual.layer{stage}."))],
            Width = width,
            Embed = Side(source, "backbone.text_projection", 1),
            PositionResolution = 32 * (int)Math.Round(Math.Sqrt(Side(source, "backbone.visual.attnpool.positional_embedding", 0) - 1)),
            Vocabulary = Side(source, "backbone.token_embedding.weight", 0),
            TextWidth = textWidth,
            TextLayers = Count(source, "backbone.transformer.resblocks."),
            TextHeads = Metadata(source, TextHeads) ?? (textWidth % 64 == 0 ? textWidth / 64 : 1),
            ContextLength = context,
            WordLength = Metadata(source, WordLength) ?? context,
            Fused = source.Shapes.ContainsKey(Aggregation) ? Side(source, Aggregation, 0) : width * 8, // CLIP alone: as in the paper
        };
        if (geometry.Problem() is { } problem)
            throw new WeightsException($"{source.Path}: the tensors' shapes make no network: {problem}.");
        RequireFrame(source, geometry);
        return geometry;
    }

    private static void RequireFrame(WeightsSource source, NetworkGeometry geometry)
    {
        source.Require("backbone.token_embedding.weight", geometry.Vocabulary, geometry.TextWidth);
        source.Require("backbone.positional_embedding", geometry.ContextLength, geometry.TextWidth);
        source.Require("backbone.text_projection", geometry.TextWidth, geometry.Embed);
        for (var layer = 0; layer < geometry.TextLayers; layer++)
            source.Require($"backbone.transformer.resblocks.{layer}.attn.in_proj_weight", 3 * geometry.TextWidth, geometry.TextWidth);
        for (var stage = 1; stage <= geometry.Layers.Count; stage++)
            for (var (block, planes) = (0, geometry.StageChannels(stage) / Bottleneck.Expansion); block < geometry.Layers[stage - 1]; block++)
                source.Require($"backbone.visual.layer{stage}.{block}.conv2.weight", planes, planes, 3, 3);
        var side = geometry.PositionResolution / 32;
        source.Require("backbone.visual.attnpool.positional_embedding", side * side + 1, geometry.StageChannels(4));
        source.Require("backbone.visual.attnpool.c_proj.weight", geometry.Embed, geometry.StageChannels(4));
        if (source.Shapes.ContainsKey(Aggregation))
            source.Require(Aggregation, geometry.Fused, geometry.StageChannels(2) + geometry.Fused + geometry.Embed, 1, 1);
    }

    private static int Side(WeightsSource source, string name, int index) =>
        source.Shapes.TryGetValue(name, out var shape) && index < shape.Count
            ? shape[index] is > 0 and <= NetworkGeometry.Most ? (int)shape[index] : throw source.Bad(name, $"has a side of {shape[index]}, which no network has")
            : throw new WeightsException($"{source.Path}: tensor {name} is missing, so the geometry cannot be read{Others(source, name)}.");

    private static string Others(WeightsSource source, string name) =>
        source.Shapes.Keys.FirstOrDefault(key => key.EndsWith(name, StringComparison.Ordinal)) is { } prefixed ? $"; the file calls it {prefixed}: take what stands before it off its names"
        : source.Shapes.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } first ? $"; it holds {source.Shapes.Count} tensors, {first} the first, and is no CausalCLIPSeg, nor CLIP with a residual network (RN50, RN101)"
        : "; it holds no tensors";

    private static int Count(WeightsSource source, string prefix) =>
        source.Shapes.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name[prefix.Length..].Split('.')[0]).Distinct().Count();

    private static int? Metadata(WeightsSource source, string key) =>
        source.Metadata.TryGetValue(key, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
