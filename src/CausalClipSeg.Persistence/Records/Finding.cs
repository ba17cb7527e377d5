namespace CausalClipSeg.Persistence;

/// <summary>One statement of a report version, kept with its sentence so that every segment can be traced to words.</summary>
public sealed class Finding
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid ReportVersionId { get; init; }
    public required int Ordinal { get; init; }

    /// <summary>The stable id, such as "airspace-opacity".</summary>
    public required string FindingId { get; init; }
    public required string Assertion { get; init; }

    /// <summary>The patient's side: left, right, bilateral or none.</summary>
    public required string Side { get; init; }

    /// <summary>Comma-separated: upper, middle, lower.</summary>
    public required string Zones { get; init; }
    public required string Sentence { get; init; }
    public string? Code { get; init; }
}
