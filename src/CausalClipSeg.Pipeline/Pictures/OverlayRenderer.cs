using SkiaSharp;

namespace CausalClipSeg.Pipeline.Pictures;

/// <summary>What one picture shows: the radiograph as displayed, what was segmented, the truth where it is known, and the words below.</summary>
public sealed record OverlayPicture(int Rows, int Columns, float[] Pixels)
{
    /// <summary>One mask for each segment, 0 or 1, in the radiograph's size.</summary>
    public IReadOnlyList<byte[]> Masks { get; init; } = [];

    public byte[]? Truth { get; init; }

    public string Title { get; init; } = "";

    public string Sentence { get; init; } = "";

    public double? Dice { get; init; }
}

/// <summary>Lays masks over a radiograph so that a person can judge a result at a glance, without a viewer.</summary>
public static class OverlayRenderer
{
    private const float LetterHeight = 12f;
    private const float SentenceHeight = 10f;
    private const float LineHeight = 21f;
    private const float Margin = 12f;
    private static readonly SKColor[] Colors = [new(255, 140, 40), new(60, 190, 255), new(190, 110, 255), new(120, 220, 90)];
    private static readonly SKColor Ground = new(20, 22, 26);

    /// <summary>The picture as PNG: the radiograph scaled to a width, the caption in a strip below.</summary>
    public static byte[] RenderPng(OverlayPicture picture, int width = 640)
    {
        using var bitmap = Render(picture, width, CaptionLines(picture, width));
        return Encode(bitmap);
    }

    /// <summary>Several pictures in a grid; all tiles of the sheet have the size of the tallest.</summary>
    public static byte[] RenderContactSheet(IReadOnlyList<OverlayPicture> pictures, int columns = 3, int tileWidth = 420)
    {
        var lines = pictures.Max(picture => CaptionLines(picture, tileWidth));
        var height = pictures.Max(picture => PictureHeight(picture, tileWidth)) + StripHeight(lines);
        var rows = (pictures.Count + columns - 1) / columns;
        using var sheet = new SKBitmap(columns * tileWidth, rows * height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(sheet);
        canvas.Clear(Ground);
        for (var i = 0; i < pictures.Count; i++)
        {
            using var tile = Render(pictures[i], tileWidth - 4, lines);
            canvas.DrawBitmap(tile, i % columns * tileWidth + 2, i / columns * height, SKSamplingOptions.Default);
        }

        return Encode(sheet);
    }

    private static SKBitmap Render(OverlayPicture picture, int width, int lines)
    {
        var height = PictureHeight(picture, width);
        var bitmap = new SKBitmap(width, height + StripHeight(lines), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Ground);
        var area = SKRect.Create(0, 0, width, height);
        DrawRadiograph(canvas, picture, area);
        for (var i = 0; i < picture.Masks.Count; i++) DrawMask(canvas, picture, picture.Masks[i], area, Colors[i % Colors.Length]);
        if (picture.Truth is not null) DrawTruth(canvas, picture, picture.Truth, area);
        DrawCaption(canvas, picture, width, height);
        return bitmap;
    }

    private static void DrawRadiograph(SKCanvas canvas, OverlayPicture picture, SKRect area)
    {
        using var film = new SKBitmap(picture.Columns, picture.Rows, SKColorType.Gray8, SKAlphaType.Opaque);
        var target = film.GetPixelSpan();
        for (var row = 0; row < picture.Rows; row++)
        {
            for (var column = 0; column < picture.Columns; column++)
                target[row * film.RowBytes + column] = (byte)(Math.Clamp(picture.Pixels[row * picture.Columns + column], 0f, 1f) * 255f + 0.5f);
        }

        using var image = SKImage.FromBitmap(film);
        canvas.DrawImage(image, area, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    private static void DrawMask(SKCanvas canvas, OverlayPicture picture, byte[] mask, SKRect area, SKColor color)
    {
        using var path = MaskContour.Trace(mask, picture.Rows, picture.Columns, area);
        using var paint = new SKPaint();
        paint.IsAntialias = true;
        paint.Color = color.WithAlpha(70);
        canvas.DrawPath(path, paint);
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = 2f;
        paint.Color = color;
        canvas.DrawPath(path, paint);
    }

    private static void DrawTruth(SKCanvas canvas, OverlayPicture picture, byte[] truth, SKRect area)
    {
        using var path = MaskContour.Trace(truth, picture.Rows, picture.Columns, area);
        using var dashes = SKPathEffect.CreateDash([6f, 5f], 0f);
        using var paint = new SKPaint();
        paint.IsAntialias = true;
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = 1.4f;
        paint.Color = SKColors.White;
        paint.PathEffect = dashes;
        canvas.DrawPath(path, paint);
    }

    private static void DrawCaption(SKCanvas canvas, OverlayPicture picture, int width, int top)
    {
        var y = top + Margin;
        Lettering.Draw(canvas, picture.Title, Margin, y, LetterHeight, SKColors.White);
        if (picture.Dice is { } dice)
        {
            var score = FormattableString.Invariant($"Dice {dice:0.00}");
            Lettering.Draw(canvas, score, width - Margin - Lettering.Measure(score, LetterHeight), y, LetterHeight, Colors[0]);
        }

        foreach (var line in Lettering.Wrap(picture.Sentence, SentenceHeight, width - 2 * Margin))
        {
            y += LineHeight;
            Lettering.Draw(canvas, line, Margin, y, SentenceHeight, new SKColor(190, 196, 204));
        }
    }

    private static int CaptionLines(OverlayPicture picture, int width) => Lettering.Wrap(picture.Sentence, SentenceHeight, width - 4 - 2 * Margin).Count;

    private static int StripHeight(int lines) => (int)(2f * Margin + LetterHeight + lines * LineHeight);

    private static int PictureHeight(OverlayPicture picture, int width) => (int)Math.Round(width * (double)picture.Rows / picture.Columns);

    private static byte[] Encode(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
