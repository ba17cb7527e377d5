namespace CausalClipSeg.Model;

/// <summary>The geometry of the bundle that ships, between the compact one and the paper's: learnt on a GPU within minutes, answers on a CPU within a second.</summary>
public static class BasePreset
{
    private const int InputSize = 288;

    public static NetworkGeometry Geometry { get; } = CompactPreset.Geometry with
    {
        Layers = [2, 3, 4, 2], Width = 32, Embed = 192, PositionResolution = InputSize, TextWidth = 128, TextHeads = 2, Fused = 128,
    };

    public static Preprocessing Preprocessing { get; } = new() { InputSize = InputSize };
}
