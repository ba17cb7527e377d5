using SkiaSharp;
using CausalClipSeg.Pipeline.Pictures;

namespace CausalClipSeg.Benchmarks.Learning;

/// <summary>The Dice of the champion on the frozen side, month by month: filled where a candidate was promoted, hollow where it was refused.</summary>
internal static class CurvePicture
{
    private const int Width = 960, Height = 420, Left = 90, Right = 40, Top = 60, Bottom = 70;
    private static readonly SKColor Ink = new(40, 44, 52), Line = new(200, 90, 0), Bad = new(176, 0, 32, 26);

    public static void Write(string path, PlayedYear year, string title)
    {
        using var bitmap = new SKBitmap(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { IsAntialias = true, StrokeWidth = 2.5f };
        canvas.Clear(SKColors.White);
        var values = new[] { year.DiceStart }.Concat(year.Months.Select(m => m.FrozenDice)).ToArray();
        var (low, high) = (Math.Floor((values.Min() - 0.02) * 20) / 20, Math.Ceiling((values.Max() + 0.02) * 20) / 20);
        float X(int month) => Left + ((Width - Left - Right) * month / (float)Math.Max(1, year.Months.Count));
        float Y(double dice) => (float)(Height - Bottom - ((Height - Top - Bottom) * (dice - low) / (high - low)));
        if (year.Months.Any(m => m.BadLabels))
        {
            paint.Color = Bad;
            var from = X(year.Months.First(m => m.BadLabels).Month - 1);
            canvas.DrawRect(from, Top, Width - Right - from, Height - Top - Bottom, paint);
            Lettering.Draw(canvas, "shuffled labels", from + 8, Top + 8, 10, Ink);
        }
        for (var tick = low; tick <= high + 1e-9; tick += 0.05)
        {
            paint.Color = new SKColor(225, 225, 225);
            canvas.DrawLine(Left, Y(tick), Width - Right, Y(tick), paint);
            Lettering.Draw(canvas, FormattableString.Invariant($"{tick:0.00}"), 38, Y(tick) - 5, 10, Ink);
        }
        paint.Color = Line;
        for (var i = 0; i < year.Months.Count; i++)
            canvas.DrawLine(X(i), Y(values[i]), X(i + 1), Y(values[i + 1]), paint);
        foreach (var month in year.Months)
        {
            paint.Style = SKPaintStyle.Fill;
            paint.Color = month.Promoted ? Line : SKColors.White;
            canvas.DrawCircle(X(month.Month), Y(month.FrozenDice), 6, paint);
            paint.Style = SKPaintStyle.Stroke;
            paint.Color = Line;
            canvas.DrawCircle(X(month.Month), Y(month.FrozenDice), 6, paint);
            paint.Style = SKPaintStyle.Fill;
            Lettering.Draw(canvas, $"{month.Month}", X(month.Month) - 5, Height - Bottom + 14, 10, Ink);
        }
        Lettering.Draw(canvas, title, Left, 22, 13, Ink);
        Lettering.Draw(canvas, "month; filled: promoted, hollow: refused", Left, Height - 26, 10, Ink);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());
    }
}
