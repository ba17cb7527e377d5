using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>One label of a snapshot; paths are relative to the manifest, and the two hashes are of the pixels, one byte each, row by row.</summary>
public sealed record ManifestLine
{
    public const string FileName = "manifest.jsonl";
    public const string Unknown = "unknown";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public required SplitSide Split { get; init; }
    public required string Image { get; init; }
    public required string Mask { get; init; }
    public required string Text { get; init; }
    public required string ImageSha256 { get; init; }
    public required string MaskSha256 { get; init; }

    /// <summary>Keyed hash of the patient.</summary>
    public required string Patient { get; init; }
    public required LabelVerdict Verdict { get; init; }
    public required string Finding { get; init; }
    public required string Side { get; init; }
    public required string Device { get; init; }

    /// <summary>"F", "M", "O" or "unknown", as in manifests of before it was kept.</summary>
    public string Sex { get; init; } = Unknown;

    /// <summary>Group of ages, or "unknown".</summary>
    public string Age { get; init; } = Unknown;

    /// <summary>The label itself: another mask of the same picture is another label.</summary>
    [JsonIgnore]
    public string Key => $"{ImageSha256}/{MaskSha256}/{Text}";

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    public static IReadOnlyList<ManifestLine> Read(string folder) =>
        [.. File.ReadLines(Path.Combine(folder, FileName)).Select((line, i) => Parse(line) ?? throw new InvalidDataException(
            $"{Path.Combine(folder, FileName)}, line {i + 1}, is none of a manifest; the snapshot was changed after it was written. Bring the file back from a backup."))];

    private static ManifestLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ManifestLine>(line, Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
