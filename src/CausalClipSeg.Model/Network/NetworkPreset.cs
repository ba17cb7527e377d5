using System.Text.Json;

namespace CausalClipSeg.Model;

/// <summary>Geometries by name, and any other from a file.</summary>
public static class NetworkPreset
{
    private const int PaperInputSize = 416;
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>"compact", "base", "RN50", "RN101", or a JSON file with the fields of <see cref="NetworkGeometry"/>; with the input that fits it.</summary>
    /// <exception cref="WeightsException">Neither a known name nor a readable file.</exception>
    public static (NetworkGeometry Geometry, Preprocessing Preprocessing) Read(string nameOrFile) => nameOrFile.ToUpperInvariant() switch
    {
        "COMPACT" => (CompactPreset.Geometry, CompactPreset.Preprocessing),
        "BASE" => (BasePreset.Geometry, BasePreset.Preprocessing),
        "RN50" => (NetworkGeometry.Rn50, new Preprocessing { InputSize = PaperInputSize }),
        "RN101" => (NetworkGeometry.Rn101, new Preprocessing { InputSize = PaperInputSize }),
        _ => FromFile(nameOrFile) is var geometry ? (geometry, new Preprocessing { InputSize = geometry.PositionResolution }) : default,
    };

    private static NetworkGeometry FromFile(string path)
    {
        if (!File.Exists(path))
            throw new WeightsException($"\"{path}\" is neither compact, base, RN50 nor RN101, nor a file with a geometry.");
        try
        {
            var geometry = JsonSerializer.Deserialize<NetworkGeometry>(File.ReadAllText(path), Format) ?? throw new WeightsException($"{path}: the geometry is empty.");
            // A run learns its words itself, so whatever the file says of them does not count.
            return (geometry with { Vocabulary = CompactPreset.Geometry.Vocabulary }).Problem() is { } problem ? throw new WeightsException($"{path}: no network can be built of this geometry: {problem}.") : geometry;
        }
        catch (JsonException problem)
        {
            throw new WeightsException($"{path}: not a geometry: {problem.Message}", problem);
        }
    }
}
