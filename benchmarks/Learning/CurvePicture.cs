using CausalClipSeg.Pipeline.Pictures;
using SkiaSharp;

namespace CausalClipSeg.Benchmarks.Learning;

/// <summary>
/// The Dice of the champion on the frozen side, month by month: filled where a candidate was promoted, hollow where it was refused. The year whose labels turn
/// bad parts from the good one half way.
/// </summary>
internal static class CurvePicture
{
    private const int Width = 960, Height = 440, Left = 90, Right = 40, Top = 60, Bottom = 90;
    private static readonly SKColor Ink = new(40, 44, 52), Good = new(0, 104, 139), Bad = new(176, 0, 32), Shade = new(176, 0, 32, 16), Grid = new(225, 225, 225);

    public static void Write(string path, PlayedYear good, PlayedYear turnsBad, string title)
    {
        using var bitmap = new SKBitmap(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        var values = good.Values.Concat(turnsBad.Values).ToArray();
        var axes = new Axes(Math.Floor((values.Min() - 0.01) * 20) / 20, Math.Ceiling((values.Max() + 0.01) * 20) / 20, good.Months.Count);
        Backdrop(canvas, axes, turnsBad.Months.Count(m => !m.BadLabels), good.Months.Count);
        Curve(canvas, axes, turnsBad, Bad);
        Curve(canvas, axes, good, Good);
        Lettering.Draw(canvas, title, Left, 22, 13, Ink);
        Lettering.Draw(canvas, "month", Left, Height - 52, 10, Ink);
        Lettering.Draw(canvas, "good labels", Left + 120, Height - 52, 10, Good);
        Lettering.Draw(canvas, "labels shuffled from half way", Left + 270, Height - 52, 10, Bad);
        Lettering.Draw(canvas, "filled: promoted, hollow: refused by the gate", Left, Height - 26, 10, Ink);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());
    }

    private static void Backdrop(SKCanvas canvas, Axes axes, int goodMonths, int months)
    {
        using var paint = new SKPaint { Color = Shade };
        canvas.DrawRect(axes.X(goodMonths), Top, Width - Right - axes.X(goodMonths), Height - Top - Bottom, paint);
        paint.Color = Grid;
        for (var tick = axes.Low; tick <= axes.High + 1e-9; tick += 0.05)
        {
            canvas.DrawLine(Left, axes.Y(tick), Width - Right, axes.Y(tick), paint);
            Lettering.Draw(canvas, FormattableString.Invariant($"{tick:0.00}"), 38, axes.Y(tick) - 5, 10, Ink);
        }
        for (var month = 0; month <= months; month++)
            Lettering.Draw(canvas, $"{month}", axes.X(month) - 5, Height - Bottom + 14, 10, Ink);
    }

    private static void Curve(SKCanvas canvas, Axes axes, PlayedYear year, SKColor colour)
    {
        using var line = new SKPaint { IsAntialias = true, StrokeWidth = 2.5f, Color = colour, Style = SKPaintStyle.Stroke };
        using var fill = new SKPaint { IsAntialias = true, Color = colour };
        var values = year.Values;
        for (var i = 0; i < year.Months.Count; i++)
            canvas.DrawLine(axes.X(i), axes.Y(values[i]), axes.X(i + 1), axes.Y(values[i + 1]), line);
        foreach (var month in year.Months)
        {
            fill.Color = month.Promoted ? colour : SKColors.White;
            canvas.DrawCircle(axes.X(month.Month), axes.Y(month.FrozenDice), 6, fill);
            canvas.DrawCircle(axes.X(month.Month), axes.Y(month.FrozenDice), 6, line);
        }
    }

    private sealed record Axes(double Low, double High, int Months)
    {
        public float X(int month) => Left + ((Width - Left - Right) * month / (float)Math.Max(1, Months));

        public float Y(double dice) => (float)(Height - Bottom - ((Height - Top - Bottom) * (dice - Low) / (High - Low)));
    }
}
