using System.Text.Json;

namespace FellowOakDicom.Serialization;

/// <summary>How numbers in text (DS, IS, SV, UV) are written.</summary>
public enum NumberSerializationMode
{
    AsNumber,
    AsString,
    PreferablyAsNumber,
}

/// <summary>The DICOM JSON model (PS3.18 annex F).</summary>
public static class DicomJson
{
    public static string ConvertDicomToJson(DicomDataset dataset, bool writeTagsAsKeywords = false, bool formatIndented = false,
        NumberSerializationMode numberSerializationMode = NumberSerializationMode.AsNumber)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Write(formatIndented, writer => new DicomJsonWriter(writer, writeTagsAsKeywords, numberSerializationMode).Write(dataset));
    }

    public static string ConvertDicomToJson(IEnumerable<DicomDataset> dataset, bool writeTagsAsKeywords = false, bool formatIndented = false,
        NumberSerializationMode numberSerializationMode = NumberSerializationMode.AsNumber)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Write(formatIndented, writer =>
        {
            var datasets = new DicomJsonWriter(writer, writeTagsAsKeywords, numberSerializationMode);
            writer.WriteStartArray();
            foreach (var one in dataset) datasets.Write(one);
            writer.WriteEndArray();
        });
    }

    public static DicomDataset ConvertJsonToDicom(string json, bool autoValidate = true)
    {
        using var document = Parse(json);
        return DicomJsonReader.Read(document.RootElement, autoValidate);
    }

    public static DicomDataset[] ConvertJsonToDicomArray(string json, bool autoValidate = true)
    {
        using var document = Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            throw new DicomDataException("The DICOM JSON holds one object where an array of data sets was expected.");
        return [.. document.RootElement.EnumerateArray().Select(element => DicomJsonReader.Read(element, autoValidate))];
    }

    private static string Write(bool indented, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions
        {
            Indented = indented,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
            write(writer);
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException e)
        {
            throw new DicomDataException($"The text is no JSON: {e.Message}", e);
        }
    }
}
