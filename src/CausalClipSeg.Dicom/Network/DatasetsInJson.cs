using System.Text.Json;
using FellowOakDicom;
using FellowOakDicom.Serialization;

namespace CausalClipSeg.Dicom.Network;

/// <summary>Data sets in the DICOM JSON model (PS3.18 annex F), one or an array of them, as servers send them: values are taken as they are.</summary>
internal static class DatasetsInJson
{
    /// <exception cref="JsonException">The text is no JSON.</exception>
    /// <exception cref="DicomException">The JSON is no data set.</exception>
    public static IReadOnlyList<DicomDataset> Read(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return [];
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Array
            ? [.. document.RootElement.EnumerateArray().Select(element => DicomJson.ConvertJsonToDicom(element.GetRawText(), autoValidate: false))]
            : [DicomJson.ConvertJsonToDicom(json, autoValidate: false)];
    }
}
