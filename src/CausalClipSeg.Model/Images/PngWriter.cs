using SkiaSharp;

namespace CausalClipSeg.Model;

/// <summary>Writes pictures and masks in the form that <see cref="PngImage"/> reads, so that labels can become training data.</summary>
public static class PngWriter
{
    public static void WriteGray(string path, GrayImage image) =>
        Write(path, image.Rows, image.Columns, i => (byte)((Math.Clamp(image.Pixels[i], 0f, 1f) * 255f) + 0.5f));

    public static void WriteMask(string path, BinaryMask mask) => Write(path, mask.Rows, mask.Columns, i => (byte)(mask.Pixels[i] == 0 ? 0 : 255));

    private static void Write(string path, int rows, int columns, Func<int, byte> level)
    {
        using var bitmap = new SKBitmap(columns, rows, SKColorType.Gray8, SKAlphaType.Opaque);
        var target = bitmap.GetPixelSpan();
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                target[(row * bitmap.RowBytes) + column] = level((row * columns) + column);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        data.SaveTo(file);
    }
}
