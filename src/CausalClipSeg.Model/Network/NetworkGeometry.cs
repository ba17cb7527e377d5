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

    /// <summary>More of anything is no network but a damaged or hostile file; below it, the products of two sides stay within an int.</summary>
    internal const int Most = 1_000_000;

    private const int Widest = 32_768, Deepest = 1000;

    /// <summary>The first number of which no network can be built, in words; null when there is none.</summary>
    public string? Problem()
    {
        return (Layers.Count == 4 && Layers.All(blocks => blocks is >= 1 and <= Deepest) ? null : $"layers are four numbers from 1 to {Deepest}, not {string.Join(", ", Layers)}")
            ?? Even("width", Width)
            ?? Within("embed", Embed, 4, Widest)
            ?? Preprocessing.SideProblem("positionResolution", PositionResolution)
            ?? Within("vocabulary", Vocabulary, 3, Most)
            ?? Within("textWidth", TextWidth, 1, Widest)
            ?? Within("textLayers", TextLayers, 1, Deepest)
            ?? Within("textHeads", TextHeads, 1, TextWidth)
            ?? (TextWidth % TextHeads == 0 ? null : $"textWidth {TextWidth} cannot be shared by {TextHeads} textHeads")
            ?? Within("contextLength", ContextLength, 3, Widest)
            ?? Within("wordLength", WordLength, 3, ContextLength)
            ?? Even("fused", Fused);

        static string? Within(string name, int value, int least, int most) =>
            value >= least && value <= most ? null : $"{name} is a number from {least} to {most}, not {value}";

        static string? Even(string name, int value) => Within(name, value, 2, Widest) ?? (value % 2 == 0 ? null : $"{name} is an even number, not {value}");
    }

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
