namespace CausalClipSeg.Reports;

/// <summary>A report as its sender meant it, whatever form it came in: what matching, revision and understanding need, and nothing of the wire.</summary>
public sealed record ParsedReport
{
    public required ReportSource Source { get; init; }

    public required ReportStatus Status { get; init; }

    /// <summary>The whole text, sections under their headings, line ends as \n; empty where the status alone speaks.</summary>
    public required string Text { get; init; }

    public IReadOnlyList<ReportSection> Sections { get; init; } = [];

    /// <summary>Every study the report names, in order; most reports name one or none.</summary>
    public IReadOnlyList<string> StudyInstanceUids { get; init; } = [];

    /// <summary>Every accession number the report names, in order.</summary>
    public IReadOnlyList<string> AccessionNumbers { get; init; } = [];

    public string? StudyInstanceUid => StudyInstanceUids is [var first, ..] ? first : null;

    public string? AccessionNumber => AccessionNumbers is [var first, ..] ? first : null;

    public string? PatientId { get; init; }

    /// <summary>Who issued the patient's id, where the sender says so.</summary>
    public string? PatientIdIssuer { get; init; }

    public string? RequestedProcedureId { get; init; }

    public string? FillerOrderNumber { get; init; }

    public string? PlacerOrderNumber { get; init; }

    public ReportIdentity Identity => new()
    {
        FillerOrderNumber = FillerOrderNumber, PatientId = PatientId, AccessionNumbers = AccessionNumbers, StudyInstanceUids = StudyInstanceUids,
        RequestedProcedureId = RequestedProcedureId, ObservationTime = ObservationTime,
    };

    /// <summary>When the examination took place, by the sender's clock; without an offset in the message it is taken as UTC.</summary>
    public DateTimeOffset? ObservationTime { get; init; }

    /// <summary>When the sender issued this version; a version issued earlier never replaces one issued later.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>The name of the character set the text was read with.</summary>
    public string? CharacterSet { get; init; }

    /// <summary>The sender's id of this message (MSH-10, the FHIR resource's identifier or id, our event's id).</summary>
    public string? MessageControlId { get; init; }
}
