using System.Globalization;
using System.Text.Json;
using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom.Serialization;

/// <summary>Reads data sets as PS3.18 section F.2 has them.</summary>
internal static class DicomJsonReader
{
    internal static DicomDataset Read(JsonElement json, bool validate)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new DicomDataException($"A data set in DICOM JSON must be an object, not {json.ValueKind}.");
        var items = new List<DicomItem>();
        foreach (var property in json.EnumerateObject()) items.Add(ReadItem(DicomTag.Parse(property.Name), property.Value, validate));
        var dataset = new DicomDataset();
        if (!validate) dataset.NotValidated();

        // The character set first, so that the texts know what they will be written in.
        return dataset.AddOrUpdate(items.OrderBy(item => item.Tag));
    }

    private static DicomItem ReadItem(DicomTag tag, JsonElement attribute, bool validate)
    {
        if (attribute.ValueKind != JsonValueKind.Object) throw Wrong(tag, "is no object");
        var vr = attribute.TryGetProperty("vr", out var code) && code.ValueKind == JsonValueKind.String
            ? DicomVR.Parse(code.GetString() ?? "")
            : tag.DictionaryEntry.ValueRepresentations[0];
        if (attribute.TryGetProperty("BulkDataURI", out var uri) && uri.ValueKind == JsonValueKind.String)
            return ItemFactory.FromBuffer(vr, tag, new BulkDataUriByteBuffer(uri.GetString() ?? ""));
        if (attribute.TryGetProperty("InlineBinary", out var inline)) return ItemFactory.FromBuffer(vr, tag, Binary(tag, inline));
        JsonElement[] values = attribute.TryGetProperty("Value", out var array) && array.ValueKind == JsonValueKind.Array
            ? [.. array.EnumerateArray()]
            : [];
        if (vr == DicomVR.SQ)
            return new DicomSequence(tag, [.. values.Select(v => v.ValueKind == JsonValueKind.Null ? new DicomDataset() : Read(v, validate))]);
        if (vr == DicomVR.FL || vr == DicomVR.FD) return ItemFactory.FromValues(vr, tag, Array.ConvertAll(values, v => Float(tag, v)));
        if (vr.IsString || vr == DicomVR.AT) return ItemFactory.FromValues(vr, tag, Array.ConvertAll(values, v => Text(tag, v)));
        return ItemFactory.FromValues(vr, tag, Array.ConvertAll(values, v => Whole(tag, v)));
    }

    private static MemoryByteBuffer Binary(DicomTag tag, JsonElement inline) =>
        inline.ValueKind == JsonValueKind.String && inline.TryGetBytesFromBase64(out var bytes)
            ? new MemoryByteBuffer(bytes)
            : throw Wrong(tag, "has an InlineBinary that is no base64 text");

    private static string Text(DicomTag tag, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Object => Name(value),
        _ => throw Wrong(tag, $"has a value that is {value.ValueKind}"),
    };

    private static string Name(JsonElement value)
    {
        return string.Join('=', Group("Alphabetic"), Group("Ideographic"), Group("Phonetic")).TrimEnd('=');

        string Group(string writing) => value.TryGetProperty(writing, out var group) && group.ValueKind == JsonValueKind.String
            ? group.GetString() ?? ""
            : "";
    }

    private static decimal Whole(DicomTag tag, JsonElement value) =>
        decimal.TryParse(Text(tag, value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(tag, "has a value that is no number");

    private static double Float(DicomTag tag, JsonElement value) => Text(tag, value) switch
    {
        "inf" or "Infinity" => double.PositiveInfinity,
        "-inf" or "-Infinity" => double.NegativeInfinity,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Wrong(tag, "has a value that is no number"),
    };

    private static DicomDataException Wrong(DicomTag tag, string what) => new($"In the DICOM JSON {tag} {tag.DictionaryEntry.Name} {what}.");
}
