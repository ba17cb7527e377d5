using System.Text.Json;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports.Events;

/// <summary>Opens JSON that strangers sent: one object, strict syntax, limited depth, and a sentence for everything else.</summary>
internal static class ReportJson
{
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 64 };

    public static (JsonElement? Root, ReportProblem? Problem) Open(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var lead = bytes.Length - Hl7Reader.SkipLead(bytes.Span).Length;
            using var document = JsonDocument.Parse(bytes[lead..], _options);
            return (document.RootElement.Clone(), null);
        }
        catch (JsonException broken)
        {
            return (null, new(ReportProblemKind.Malformed, "102", $"The JSON cannot be read: line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1} is not valid; send well-formed JSON."));
        }
    }

    /// <summary>A string property's trimmed value, or null where it is absent, null or empty.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
