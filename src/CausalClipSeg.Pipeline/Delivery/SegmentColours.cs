using CausalClipSeg.Dicom.Segmentations;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>Colours that stay apart on a gray image, also for readers who see red and green alike.</summary>
internal static class SegmentColours
{
    private static readonly CieLabColour[] Colours =
    [
        CieLabColour.FromRgb(255, 176, 0), CieLabColour.FromRgb(100, 143, 255), CieLabColour.FromRgb(220, 38, 127),
        CieLabColour.FromRgb(120, 94, 240), CieLabColour.FromRgb(254, 97, 0), CieLabColour.FromRgb(0, 190, 160),
    ];

    public static CieLabColour Of(int segmentNumber) => Colours[(segmentNumber - 1) % Colours.Length];
}
