namespace CausalClipSeg.Persistence;

/// <summary>What the sender says a report version is (HL7 table 0085, FHIR and SR mapped onto it).</summary>
public enum ReportStatus
{
    Preliminary,
    Final,
    Corrected,
    Partial,
    WrongPatient,
    Unchanged,
    Deleted,
    Cancelled,
}

/// <summary>Whether a report version has found its study.</summary>
public enum MatchState
{
    Waiting,
    Matched,
    Parked,
}

/// <summary>One version of a report as it was received; a correction is a further version, never an overwrite.</summary>
public sealed class ReportVersion
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>What stays the same over all versions of a report: the sender with its filler or accession number.</summary>
    public required string ReportKey { get; init; }

    /// <summary>1 for the first version of the key, then counting up.</summary>
    public required int Version { get; init; }
    public required ReportStatus Status { get; init; }
    public string? StudyInstanceUid { get; private set; }
    public string? AccessionNumber { get; init; }
    public string? RequestedProcedureId { get; init; }
    public string? PatientId { get; init; }

    /// <summary>When the examination took place, by the sender's clock: for matching by patient and time.</summary>
    public DateTimeOffset? ObservedAt { get; init; }
    public required string Text { get; init; }
    public required string ContentHash { get; init; }
    public string? MessageControlId { get; init; }
    public required string Source { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>W3C trace context of its arrival: the trace of a case links to those of both its halves.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When the sender made this version, by its own clock; null where it does not say.</summary>
    public DateTimeOffset? IssuedAt { get; init; }
    public Guid? SupersededById { get; private set; }
    public MatchState MatchState { get; private set; } = MatchState.Waiting;

    /// <summary>The rung of the ladder that matched, or why none did.</summary>
    public string? MatchReason { get; private set; }
    public int RowVersion { get; private set; }
    public IList<Finding> Findings { get; } = [];

    /// <summary>
    /// Why a person has to look at the report before it is drawn or called negative, judged with the findings when it was received; empty where nothing speaks against
    /// it, null in versions from before this was kept.
    /// </summary>
    public string? Caveat { get; init; }

    /// <summary>Every study and accession number that the report names, the first ones included.</summary>
    public IList<ReportReference> References { get; } = [];

    /// <summary>The study that the report itself names, which is a claim and not yet a match.</summary>
    public string? ClaimedStudyInstanceUid { get; init; }

    public void Match(string studyInstanceUid, string reason) =>
        (StudyInstanceUid, MatchState, MatchReason) = (studyInstanceUid, MatchState.Matched, reason);

    public void Wait(string reason) => (StudyInstanceUid, MatchState, MatchReason) = (null, MatchState.Waiting, reason);

    public void Park(string reason) => (StudyInstanceUid, MatchState, MatchReason) = (null, MatchState.Parked, reason);

    public void SupersedeBy(ReportVersion successor) => SupersededById = successor.Id;
}
