namespace CausalClipSeg.Reports;

/// <summary>Whose report it is and of which examination: what holds its versions together, and tells it from another report of the same number.</summary>
public sealed record ReportIdentity
{
    public string? FillerOrderNumber { get; init; }

    public string? PatientId { get; init; }

    public IReadOnlyList<string> AccessionNumbers { get; init; } = [];

    public IReadOnlyList<string> StudyInstanceUids { get; init; } = [];

    public string? RequestedProcedureId { get; init; }

    public DateTimeOffset? ObservationTime { get; init; }

    /// <summary>What stays the same over all versions of a report: the first of these that it has; empty where it has none.</summary>
    public string Number =>
        Valued(FillerOrderNumber) ?? First(AccessionNumbers) ?? First(StudyInstanceUids)
        ?? (RequestedProcedureId is { Length: > 0 } procedure ? $"{PatientId}/{procedure}" : ObservationTime is { } time ? $"{PatientId}/{time:u}" : "");

    /// <summary>
    /// True where the two are about different patients and different examinations: two systems number their reports alike. A patient id alone may have been
    /// merged, an accession number alone corrected.
    /// </summary>
    public bool IsOfAnother(ReportIdentity other) =>
        NamesAnotherPatient(other) && NamesAnotherExamination(other) && !AccessionNumbers.Intersect(other.AccessionNumbers).Any() && !StudyInstanceUids.Intersect(other.StudyInstanceUids).Any();

    /// <summary>Where one of them says nothing of its patient, nothing speaks against it.</summary>
    public bool NamesAnotherPatient(ReportIdentity other) =>
        Valued(PatientId) is { } one && Valued(other.PatientId) is { } two && !one.Trim().Equals(two.Trim(), StringComparison.OrdinalIgnoreCase);

    public bool NamesAnotherExamination(ReportIdentity other) =>
        Differ(AccessionNumbers, other.AccessionNumbers) || Differ(StudyInstanceUids, other.StudyInstanceUids);

    private static bool Differ(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.Count > 0 && other.Count > 0 && !one.Intersect(other).Any();

    private static string? First(IReadOnlyList<string> values) => values is [var first, ..] ? first : null;

    private static string? Valued(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
