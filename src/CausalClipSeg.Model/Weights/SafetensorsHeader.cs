using System.Text.Json;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>Where one tensor lies in a safetensors file.</summary>
public sealed record SafetensorsEntry(string Name, ScalarType Type, IReadOnlyList<long> Shape, long Start, long End);

/// <summary>Reads a safetensors header so strictly that what follows can be trusted: every byte belongs to exactly one tensor.</summary>
internal static class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";

    public static (IReadOnlyDictionary<string, SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata) Parse(
        ReadOnlyMemory<byte> json, long dataLength, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new WeightsException($"{path}: the safetensors header is not a JSON object.");
            var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataKey)
                    ReadMetadata(property.Value, metadata, path);
                else if (!entries.TryAdd(property.Name, ReadEntry(property, path)))
                    throw new WeightsException($"{path}: tensor {property.Name} is declared twice.");
            }
            RequireExactCover(entries.Values, dataLength, path);
            return (entries, metadata);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException) // the latter: an escaped half of a character
        {
            throw new WeightsException($"{path}: the safetensors header is not valid JSON: {problem.Message}", problem);
        }
    }

    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new WeightsException($"{path}: {MetadataKey} is not an object of strings.");
        foreach (var property in value.EnumerateObject())
            metadata[property.Name] = property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : throw new WeightsException($"{path}: {MetadataKey} entry {property.Name} is not a string.");
    }

    private static SafetensorsEntry ReadEntry(JsonProperty property, string path)
    {
        var (name, value) = (property.Name, property.Value);
        WeightsException Bad(string why) => new($"{path}: tensor {name}: {why}.");
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var format) || format.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || !value.TryGetProperty("data_offsets", out var offsets))
            throw Bad("its entry needs dtype, shape and data_offsets");
        if (!TensorFormat.TryParse(format.GetString()!, out var type, out var size))
            throw Bad($"element type {format.GetString()} is not one of {TensorFormat.Names}");
        if (Integers(shape) is not { } sides)
            throw Bad("its shape is not a list of sizes");
        if (Integers(offsets) is not [var start, var end] || end < start)
            throw Bad("its data_offsets are not a start and an end");
        UInt128 bytes = (uint)size;
        foreach (var side in sides)
            bytes = checked(bytes * (ulong)side) is var product && product <= long.MaxValue ? product : throw Bad("its shape is too large");
        if (bytes != (UInt128)(end - start))
            throw Bad($"shape [{string.Join(", ", sides)}] of {format.GetString()} needs {bytes} bytes but its offsets hold {end - start}");
        return new SafetensorsEntry(name, type, sides, start, end);
    }

    private static long[]? Integers(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        var numbers = value.EnumerateArray()
            .Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) ? number : -1).ToArray();
        return numbers.All(number => number >= 0) ? numbers : null;
    }

    private static void RequireExactCover(IEnumerable<SafetensorsEntry> entries, long dataLength, string path)
    {
        long position = 0;
        foreach (var entry in entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.End))
        {
            if (entry.End > dataLength)
                throw new WeightsException($"{path}: tensor {entry.Name} ends at byte {entry.End} of the data, which has only {dataLength}; the file is cut short or corrupt.");
            if (entry.Start < position)
                throw new WeightsException($"{path}: tensor {entry.Name} starts at byte {entry.Start}, inside the tensor before it, which ends at {position}.");
            if (entry.Start > position)
                throw new WeightsException($"{path}: bytes {position} to {entry.Start} before tensor {entry.Name} belong to no tensor.");
            position = entry.End;
        }
        if (position != dataLength)
            throw new WeightsException($"{path}: bytes {position} to {dataLength} after the last tensor belong to no tensor.");
    }
}
