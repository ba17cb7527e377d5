using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Storage;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The mean Dice that a model was measured with when it was made; null where nobody wrote one down.</summary>
internal static class ModelDice
{
    public static double? Of(ModelRecord model, InstanceStore files)
    {
        var metrics = model.MetricsJson ?? Manifest(Path.Combine(files.Full(model.Path), "bundle.json"));
        if (metrics is null)
            return null;
        using var document = JsonDocument.Parse(metrics);
        return Find(document.RootElement);
    }

    private static string? Manifest(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    private static double? Find(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Number && property.Name is "dice" or "meanDice" or "validationDice" or "Dice")
                return property.Value.GetDouble();
            if (Find(property.Value) is { } inner)
                return inner;
        }
        return null;
    }
}
