using System.Text.Json.Serialization;

namespace CausalClipSeg.Model;

/// <summary>Every width, depth and resolution of the network, so that one code serves the paper's RN101 and the compact bundle alike.</summary>
public sealed record NetworkGeometry
{
    /// <summary>Residual blocks in each of the four stages.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>Channels after the stem; the stages have 4, 8, 16 and 32 times as many.</summary>
    public required int Width { get; init; }

    /// <summary>Channels of the attention pool's output and of the text state.</summary>
    public required int Embed { get; init; }

    /// <summary>Side of the image in pixels for which the attention pool's positions were made.</summary>
    public required int PositionResolution { get; init; }

    public required int Vocabulary { get; init; }

    public required int TextWidth { get; init; }

    public required int TextLayers { get; init; }

    public required int TextHeads { get; init; }

    /// <summary>Positions that the text encoder has learnt; CLIP has 77.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Tokens that a sentence is padded or cut to.</summary>
    public required int WordLength { get; init; }

    /// <summary>Channels of the aggregated features, twice those of a head.</summary>
    public required int Fused { get; init; }

    public int StageChannels(int stage) => Width * 4 << (stage - 1);

    /// <summary>CLIP's rule: a head for every 64 channels.</summary>
    [JsonIgnore]
    public int PoolHeads => Math.Max(1, Width * 32 / 64);

    [JsonIgnore]
    public int HeadChannels => Fused / 2;

    public static NetworkGeometry Rn101 { get; } = new()
    {
        Layers = [3, 4, 23, 3], Width = 64, Embed = 512, PositionResolution = 224, Vocabulary = 49408,
        TextWidth = 512, TextLayers = 12, TextHeads = 8, ContextLength = 77, WordLength = 17, Fused = 512,
    };

    public static NetworkGeometry Rn50 { get; } = new()
    {
        Layers = [3, 4, 6, 3], Width = 64, Embed = 1024, PositionResolution = 224, Vocabulary = 49408,
        TextWidth = 512, TextLayers = 12, TextHeads = 8, ContextLength = 77, WordLength = 17, Fused = 512,
    };
}
