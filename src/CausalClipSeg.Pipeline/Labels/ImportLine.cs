using System.Text.Json;
using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>One line of an import's manifest (JSON Lines), paths relative to the manifest.</summary>
public sealed record ImportLine
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <summary>A DICOM file, or a PNG or JPEG of a frontal radiograph hung as usual.</summary>
    public required string Image { get; init; }

    /// <summary>A PNG of the image's size, white inside; may be absent where the verdict is "rejected".</summary>
    public string? Mask { get; init; }

    /// <summary>The sentence in the model's grammar.</summary>
    public required string Text { get; init; }

    /// <summary>Any stable identifier of the patient, before the Patient ID of a DICOM file; PNG and JPEG pictures without one are each a patient of their own.</summary>
    public string? Patient { get; init; }

    /// <summary>drawn (the default), accepted or rejected.</summary>
    public string? Verdict { get; init; }
    public string? Finding { get; init; }
    public string? Role { get; init; }
    public string? Reader { get; init; }
    public string? Site { get; init; }

    /// <summary>unrestricted (the default), research or none.</summary>
    public string? Use { get; init; }
    public DateTimeOffset? At { get; init; }

    /// <summary>Throws <see cref="InvalidDataException"/> with the line's number.</summary>
    public static IReadOnlyList<ImportLine> Read(string manifest)
    {
        var lines = new List<ImportLine>();
        foreach (var (line, number) in File.ReadLines(manifest).Select((line, i) => (line, i + 1)).Where(item => !string.IsNullOrWhiteSpace(item.line)))
            try
            {
                lines.Add(JsonSerializer.Deserialize<ImportLine>(line, Format) ?? throw new InvalidDataException($"{manifest}, line {number}: empty."));
            }
            catch (JsonException problem)
            {
                throw new InvalidDataException($"{manifest}, line {number}: {problem.Message} A line is an object with image, text and, unless rejected, mask.", problem);
            }
        return lines;
    }

    public LabelVerdict? ParsedVerdict => (Verdict ?? "drawn").ToLowerInvariant() switch
    {
        "drawn" => LabelVerdict.Drawn,
        "accepted" => LabelVerdict.Accepted,
        "rejected" => LabelVerdict.Rejected,
        _ => null,
    };

    public LabelUse? ParsedUse => Enum.TryParse<LabelUse>(Use ?? nameof(LabelUse.Unrestricted), ignoreCase: true, out var use) && Enum.IsDefined(use) ? use : null;
}
