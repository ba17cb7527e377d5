using SkiaSharp;

namespace CausalClipSeg.Model;

/// <summary>Reads the pictures and masks that training lists name: 8 bits, or 16 that use their range. What would be misread is refused.</summary>
public static class PngImage
{
    private const byte HalfGray = 128;
    private const long MostPixels = 100_000_000; // a radiograph has some ten million
    private const int PngDepth = 24; // signature, then IHDR: length, type, width, height, bit depth (PNG 11.2.1)

    public static GrayImage ReadGray(string path)
    {
        var picture = Decode(path);
        if (picture.Bits > 8 && Highest(picture.Gray) < HalfGray)
            throw new TrainingDataException($"{path}: a picture of {picture.Bits} bits whose brightest pixel is below half of them, as a scanner's 12 bits are. Scale it to the whole range, or save it with 8 bits.");
        return new GrayImage(picture.Rows, picture.Columns, Array.ConvertAll(picture.Gray, value => value / 255f));
    }

    /// <summary>The lesion is the upper of two levels (0 and 255, 0 and 1, black and red), or what is at least half bright.</summary>
    public static BinaryMask ReadMask(string path)
    {
        var picture = Decode(path);
        var least = LeastInside(picture, path);
        return new BinaryMask(picture.Rows, picture.Columns, Array.ConvertAll(picture.Gray, value => value >= least ? (byte)1 : (byte)0));
    }

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    private static byte LeastInside(Decoded mask, string path)
    {
        var highest = Highest(mask.Gray);
        if (mask.HasShapeInAlpha && Array.TrueForAll(mask.Gray, value => value == highest))
            throw new TrainingDataException($"{path}: the mask has one colour, its shape is in its transparency. Save masks without, 0 outside and 255 inside the lesion.");
        if (highest >= HalfGray)
            return HalfGray;
        if (mask.Bits > 8)
            throw new TrainingDataException($"{path}: a mask of {mask.Bits} bits without a pixel in the upper half of them. Save masks with 8 bits, 0 outside and 255 inside the lesion.");
        if (highest == 0)
            return HalfGray;
        return Array.TrueForAll(mask.Gray, value => value is 0 || value == highest) && mask.Gray.Contains((byte)0)
            ? highest
            : throw new TrainingDataException($"{path}: no pixel of the mask is half bright (the brightest has {highest} of 255), and its levels are not two. Save masks with 0 outside and 255 inside the lesion.");
    }

    private static byte Highest(byte[] gray) => gray.Max();

    private static Decoded Decode(string path)
    {
        using var codec = SKCodec.Create(path) ?? throw Unreadable(path);
        if ((long)codec.Info.Width * codec.Info.Height > MostPixels)
            throw new TrainingDataException($"{path}: a picture of {codec.Info.Width}x{codec.Info.Height}; at most {MostPixels} pixels are read. Scale it down.");
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success)
            throw Unreadable(path);
        var colours = bitmap.GetPixelSpan();
        var gray = new byte[info.Width * info.Height];
        var shaped = false;
        for (int i = 0, at = 0; i < gray.Length; i++, at += 4)
        {
            gray[i] = (byte)((colours[at] + colours[at + 1] + colours[at + 2]) / 3);
            shaped |= colours[at + 3] != colours[3];
        }
        return new Decoded(info.Height, info.Width, gray, BitsOf(path), shaped);
    }

    /// <summary>Skia gives eight of them, whatever the file has.</summary>
    private static int BitsOf(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[PngDepth + 1];
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && header.StartsWith(PngSignature) ? header[PngDepth] : 8;
    }

    private static TrainingDataException Unreadable(string path) =>
        new($"{path}: not a readable picture; it is missing, cut short, or in a format other than PNG or JPEG.");

    /// <param name="HasShapeInAlpha">Whether some pixels are more transparent than others.</param>
    private sealed record Decoded(int Rows, int Columns, byte[] Gray, int Bits, bool HasShapeInAlpha);
}
