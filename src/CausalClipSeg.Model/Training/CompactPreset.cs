namespace CausalClipSeg.Model;

/// <summary>The method in full, narrow enough to learn on a CPU within hours; the shipped bundle has the larger <see cref="BasePreset"/>.</summary>
public static class CompactPreset
{
    public const int Merges = 295;

    public static NetworkGeometry Geometry { get; } = new()
    {
        Layers = [1, 2, 2, 1], Width = 24, Embed = 128, PositionResolution = 128, Vocabulary = 512 + Merges + 2,
        TextWidth = 64, TextLayers = 2, TextHeads = 1, ContextLength = 40, WordLength = 32, Fused = 64,
    };

    public static Preprocessing Preprocessing { get; } = new() { InputSize = 128 };

    public static IReadOnlyList<string> LearnMerges(CaptionGrammar grammar) =>
        BpeLearner.Learn(VocabularyCorpus.Sentences(grammar), Merges);
}
