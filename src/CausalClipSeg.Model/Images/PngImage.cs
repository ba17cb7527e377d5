using SkiaSharp;

namespace CausalClipSeg.Model;

/// <summary>Reads the 8-bit pictures and masks that training lists name.</summary>
public static class PngImage
{
    private const byte HalfGray = 128;

    public static GrayImage ReadGray(string path)
    {
        var (rows, columns, gray) = Decode(path);
        return new GrayImage(rows, columns, Array.ConvertAll(gray, value => value / 255f));
    }

    public static BinaryMask ReadMask(string path)
    {
        var (rows, columns, gray) = Decode(path);
        return new BinaryMask(rows, columns, Array.ConvertAll(gray, value => value >= HalfGray ? (byte)1 : (byte)0));
    }

    private static (int Rows, int Columns, byte[] Gray) Decode(string path)
    {
        using var codec = SKCodec.Create(path) ?? throw Unreadable(path);
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success)
            throw Unreadable(path);
        var colours = bitmap.GetPixelSpan();
        var gray = new byte[info.Width * info.Height];
        for (int i = 0, at = 0; i < gray.Length; i++, at += 4)
            gray[i] = (byte)((colours[at] + colours[at + 1] + colours[at + 2]) / 3);
        return (info.Height, info.Width, gray);
    }

    private static TrainingDataException Unreadable(string path) =>
        new($"{path}: not a readable picture; it is missing, cut short, or in a format other than PNG or JPEG.");
}
