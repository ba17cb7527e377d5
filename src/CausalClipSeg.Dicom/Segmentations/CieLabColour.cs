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

    /// <summary>The colour on a screen.</summary>
    public (byte Red, byte Green, byte Blue) ToRgb()
    {
        var y = (Lightness / 65535.0 * 100 + 16) / 116;
        var x = Cube(y + (A / 65535.0 * 255 - 128) / 500) * 0.95047;
        var z = Cube(y - (B / 65535.0 * 255 - 128) / 200) * 1.08883;
        y = Cube(y);
        return (
            Channel(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
            Channel(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
            Channel(0.0556434 * x - 0.2040259 * y + 1.0572252 * z));
    }

    private static double Cube(double value) => value * value * value > 216.0 / 24389 ? value * value * value : (116 * value - 16) * 27 / 24389;

    private static byte Channel(double linear)
    {
        var value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055;
        return (byte)Math.Clamp(Math.Round(value * 255), 0, 255);
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
