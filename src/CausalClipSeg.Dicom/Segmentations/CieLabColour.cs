namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>A colour as viewers are recommended to draw a segment: CIELab scaled to 16 bits (PS3.3 C.10.7.1.1). Some viewers hang without one.</summary>
public sealed record CieLabColour(ushort Lightness, ushort A, ushort B)
{
    public static readonly CieLabColour Amber = FromRgb(255, 176, 0);

    /// <summary>Converts sRGB under D65, as screens show it.</summary>
    public static CieLabColour FromRgb(byte red, byte green, byte blue)
    {
        var (r, g, b) = (Linear(red), Linear(green), Linear(blue));
        var x = Root((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
        var y = Root(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
        var z = Root((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
        return new CieLabColour(
            Scale(116 * y - 16, 0, 100),
            Scale(500 * (x - y), -128, 127),
            Scale(200 * (y - z), -128, 127));
    }

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static double Root(double value) => value > 216.0 / 24389 ? Math.Cbrt(value) : (24389.0 / 27 * value + 16) / 116;

    private static ushort Scale(double value, double lowest, double highest) =>
        (ushort)Math.Clamp(Math.Round((value - lowest) / (highest - lowest) * ushort.MaxValue), 0, ushort.MaxValue);
}
