namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Which of the style sheet's segment colours a segment has: the same that its SEG recommends to viewers.</summary>
internal static class SegmentTint
{
    private const int Colours = 6;

    public static int Index(int segmentNumber) => (segmentNumber - 1) % Colours + 1;
}
