using CausalClipSeg.Model;
using SkiaSharp;

namespace CausalClipSeg.Pipeline.Pictures;

/// <summary>A run's losses above and its Dice below, over the epochs: enough to see at a glance whether it learns, stalls or overfits.</summary>
internal static class TrainingCurves
{
    private const int Width = 960, PanelHeight = 280, Left = 80, Right = 30, Top = 50, Gap = 60, Bottom = 50, MostPoints = 300;
    private const float Letters = 11;
    private static readonly SKColor Ink = new(40, 44, 52), Grid = new(228, 228, 228);
    private static readonly SKColor Orange = new(214, 98, 0), Gray = new(140, 146, 156), Blue = new(22, 110, 190), Green = new(20, 140, 80);

    private sealed record Curve(string Name, SKColor Color, bool Dots, (double X, double Y)[] Points);

    /// <returns>PNG.</returns>
    public static byte[] Render(IReadOnlyList<TrainingProgress> steps)
    {
        var height = Top + (2 * PanelHeight) + Gap + Bottom;
        using var bitmap = new SKBitmap(Width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        var epochs = Math.Max(1, steps.Count > 0 ? steps[^1].Epoch : 1);
        Panel(canvas, Top, epochs, null,
        [
            new Curve("loss", Orange, false, Smoothed(steps, step => step.Loss)),
            new Curve("confounding loss", Gray, false, Smoothed(steps, step => step.ConfoundingLoss)),
        ]);
        Panel(canvas, Top + PanelHeight + Gap, epochs, 1,
        [
            new Curve("Dice, training batches", Blue, false, Smoothed(steps, step => step.Dice)),
            new Curve("Dice, validation", Green, true, Told(steps, step => step.ValidationDice)),
            new Curve("IoU, validation", Gray, true, Told(steps, step => step.ValidationIou)),
        ]);
        Lettering.Draw(canvas, "epochs", Width - Right - Lettering.Measure("epochs", Letters), height - 20, Letters, Ink);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static void Panel(SKCanvas canvas, int top, double epochs, double? high, IReadOnlyList<Curve> curves)
    {
        var highest = high ?? Math.Max(0.1, curves.SelectMany(curve => curve.Points).Select(point => point.Y).DefaultIfEmpty(1).Max() * 1.05);
        float X(double epoch) => (float)(Left + ((Width - Left - Right) * epoch / epochs));
        float Y(double value) => (float)(top + (PanelHeight * (1 - (Math.Clamp(value, 0, highest) / highest))));
        using var paint = new SKPaint { IsAntialias = true, StrokeWidth = 1, Color = Grid };
        for (var line = 0; line <= 5; line++)
        {
            var value = highest * line / 5;
            canvas.DrawLine(Left, Y(value), Width - Right, Y(value), paint);
            Lettering.Draw(canvas, FormattableString.Invariant($"{value:0.00}"), 30, Y(value) - (Letters / 2), Letters, Ink);
        }
        var every = Math.Max(1, (int)Math.Ceiling(epochs / 12));
        for (var epoch = 0; epoch <= epochs; epoch += every)
        {
            canvas.DrawLine(X(epoch), top, X(epoch), top + PanelHeight, paint);
            Lettering.Draw(canvas, $"{epoch}", X(epoch) - 4, top + PanelHeight + 10, Letters, Ink);
        }
        paint.StrokeWidth = 2;
        var legend = (float)Left;
        foreach (var curve in curves.Where(curve => curve.Points.Length > 0))
        {
            paint.Color = curve.Color;
            for (var i = 1; i < curve.Points.Length; i++)
                canvas.DrawLine(X(curve.Points[i - 1].X), Y(curve.Points[i - 1].Y), X(curve.Points[i].X), Y(curve.Points[i].Y), paint);
            foreach (var (x, y) in curve.Dots ? curve.Points : [])
                canvas.DrawCircle(X(x), Y(y), 4, paint);
            Lettering.Draw(canvas, curve.Name, legend, top - 22, Letters, curve.Color);
            legend += Lettering.Measure(curve.Name, Letters) + 28;
        }
    }

    /// <summary>Means over equal stretches: single steps are too noisy to read.</summary>
    private static (double, double)[] Smoothed(IReadOnlyList<TrainingProgress> steps, Func<TrainingProgress, double?> value) =>
        [.. steps.Chunk(Math.Max(1, steps.Count / MostPoints)).Select(Told(value)).Where(told => told.Length > 0)
            .Select(told => (told.Average(point => point.Item1), told.Average(point => point.Item2)))];

    private static (double, double)[] Told(IReadOnlyList<TrainingProgress> steps, Func<TrainingProgress, double?> value) => Told(value)(steps);

    private static Func<IEnumerable<TrainingProgress>, (double, double)[]> Told(Func<TrainingProgress, double?> value) =>
        steps => [.. steps.Where(step => value(step) is { } known && double.IsFinite(known)).Select(step => (step.Epoch, value(step) ?? 0))];
}
