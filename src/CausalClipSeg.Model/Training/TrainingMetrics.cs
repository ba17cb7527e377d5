using System.Text.Json;
using System.Text.Json.Serialization;

namespace CausalClipSeg.Model;

/// <summary>The history that a training run leaves in its folder.</summary>
public static class TrainingMetrics
{
    public const string FileName = "metrics.jsonl";

    internal static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Every step told so far; a line that a power cut tore belongs to no step.</summary>
    public static IReadOnlyList<TrainingProgress> Read(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var steps = new List<TrainingProgress>();
        while (reader.ReadLine() is { } line)
            if (Parsed(line) is { } step)
                steps.Add(step);
        return steps;
    }

    private static TrainingProgress? Parsed(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingProgress>(line, Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
