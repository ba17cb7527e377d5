using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Segmentations;

namespace CausalClipSeg.Dicom.Companions;

/// <summary>Draws segments over a gray picture: a faint tint inside, a solid contour, so that what lies below can still be read.</summary>
internal static class BurntOverlay
{
    private const float Tint = 0.25f;

    /// <returns>RGB, colour by pixel.</returns>
    public static byte[] Draw(DisplayImage shown, IReadOnlyList<SegmentDescription> segments)
    {
        var pixels = new byte[shown.Pixels.Length * 3];
        for (var i = 0; i < shown.Pixels.Length; i++) pixels.AsSpan(3 * i, 3).Fill(Level(shown.Pixels[i] * 255));
        var reach = Math.Max(1, Math.Max(shown.Rows, shown.Columns) / 1000);
        foreach (var segment in segments) Draw(pixels, segment.Mask, segment.Colour.ToRgb(), reach);
        return pixels;
    }

    private static void Draw(byte[] pixels, SegmentMask mask, (byte Red, byte Green, byte Blue) colour, int reach)
    {
        for (var row = 0; row < mask.Rows; row++)
        {
            for (var column = 0; column < mask.Columns; column++)
            {
                var at = row * mask.Columns + column;
                if (mask.Pixels[at] == 0) continue;
                var share = IsEdge(mask, row, column, reach) ? 1 : Tint;
                var pixel = pixels.AsSpan(3 * at, 3);
                pixel[0] = Level(pixel[0] + share * (colour.Red - pixel[0]));
                pixel[1] = Level(pixel[1] + share * (colour.Green - pixel[1]));
                pixel[2] = Level(pixel[2] + share * (colour.Blue - pixel[2]));
            }
        }
    }

    private static bool IsEdge(SegmentMask mask, int row, int column, int reach) =>
        IsOutside(mask, row - reach, column) || IsOutside(mask, row + reach, column) || IsOutside(mask, row, column - reach) || IsOutside(mask, row, column + reach);

    private static bool IsOutside(SegmentMask mask, int row, int column) =>
        row < 0 || column < 0 || row >= mask.Rows || column >= mask.Columns || mask.Pixels[row * mask.Columns + column] == 0;

    private static byte Level(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
