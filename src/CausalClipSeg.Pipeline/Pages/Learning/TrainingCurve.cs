using System.Text.Json;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The history that a training run writes, a JSON object a line, thinned to what a picture can show.</summary>
internal static class TrainingCurve
{
    public const string FileName = "metrics.jsonl";
    private const int MostPoints = 240;

    public static IReadOnlyList<CurvePoint> Read(string path)
    {
        if (!File.Exists(path))
            return [];
        var points = new List<CurvePoint>();
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (Point(line) is { } point)
                points.Add(point);
        var step = Math.Max(1, points.Count / MostPoints);
        return [.. points.Where((point, index) => index % step == 0 || point.ValidationDice is not null || index == points.Count - 1)];
    }

    /// <returns>Null for a line that is still being written.</returns>
    private static CurvePoint? Point(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return new CurvePoint(Number(root, "epoch") ?? 0, Number(root, "loss") ?? 0, Number(root, "dice") ?? 0, Number(root, "validationDice"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static double? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
