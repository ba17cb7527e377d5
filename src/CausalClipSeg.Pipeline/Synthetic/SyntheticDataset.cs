using System.Text.Encodings.Web;
using System.Text.Json;
using SkiaSharp;

namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>Writes training pairs in the layout of the caption data set: SPLIT.jsonl beside SPLIT/images and SPLIT/masks.</summary>
public static class SyntheticDataset
{
    /// <summary>The side of the square films that the caption data set uses.</summary>
    public const int Size = 224;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Draws the cases of a seed and writes them; the same seed writes the same pairs.</summary>
    public static void Write(string folder, string split, int count, int seed)
    {
        Directory.CreateDirectory(Path.Combine(folder, split, "images"));
        Directory.CreateDirectory(Path.Combine(folder, split, "masks"));
        var lines = new string[count];
        Parallel.For(0, count, index => lines[index] = WritePair(folder, split, index, Case(seed, index)));
        File.WriteAllLines(Path.Combine(folder, split + ".jsonl"), lines);
    }

    /// <summary>The case of one index: a few common patterns often, and every combination of zones now and then.</summary>
    public static SyntheticCase Case(int seed, int index)
    {
        var random = SeededRandom.For(seed, 100_000 + index);
        var (right, left) = random.NextFloat() switch
        {
            < 0.15f => (LungZones.All, LungZones.All),
            < 0.28f => (LungZones.Lower, LungZones.Lower),
            < 0.35f => (LungZones.Lower, LungZones.None),
            < 0.42f => (LungZones.None, LungZones.Lower),
            < 0.62f => random.Chance(0.5f) ? (AnyZones(random), LungZones.None) : (LungZones.None, AnyZones(random)),
            _ => (AnyZones(random), AnyZones(random)),
        };
        return new SyntheticCase((int)(random.NextBits() & int.MaxValue), Size, Size)
        {
            RightZones = right,
            LeftZones = left,
            View = random.Chance(0.6f) ? FrontalView.AP : FrontalView.PA,
            Marker = random.Pick(SideMarker.None, SideMarker.Left, SideMarker.Right),
        };
    }

    /// <summary>A picture of 8-bit gray levels as PNG.</summary>
    public static byte[] EncodeGrayPng(int rows, int columns, byte[] gray)
    {
        using var bitmap = new SKBitmap(columns, rows, SKColorType.Gray8, SKAlphaType.Opaque);
        var target = bitmap.GetPixelSpan();
        for (var row = 0; row < rows; row++) gray.AsSpan(row * columns, columns).CopyTo(target[(row * bitmap.RowBytes)..]);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static LungZones AnyZones(SeededRandom random) => (LungZones)(1 + random.NextInt(7));

    private static string WritePair(string folder, string split, int index, SyntheticCase spec)
    {
        var drawn = SyntheticRadiograph.Draw(spec);
        string image = $"{split}/images/synthetic_{index:D5}.png", mask = $"{split}/masks/mask_synthetic_{index:D5}.png";
        File.WriteAllBytes(Path.Combine(folder, image), EncodeGrayPng(spec.Rows, spec.Columns, drawn.ToGray8()));
        File.WriteAllBytes(Path.Combine(folder, mask), EncodeGrayPng(spec.Rows, spec.Columns, Array.ConvertAll(drawn.Mask, value => (byte)(value * 255))));
        return JsonSerializer.Serialize(new { image, mask, text = SyntheticCaption.Of(spec) }, Json);
    }
}
