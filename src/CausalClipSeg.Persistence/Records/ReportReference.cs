namespace CausalClipSeg.Persistence;

/// <summary>What kind of identifier a report names its examination by.</summary>
public enum ReferenceKind
{
    Study,
    Accession,
}

/// <summary>One identifier by which a report version names an examination; a report on several examinations names several.</summary>
public sealed class ReportReference
{
    public Guid ReportVersionId { get; init; }
    public required ReferenceKind Kind { get; init; }

    /// <summary>The Study Instance UID or the accession number.</summary>
    public required string Value { get; init; }
}
