namespace CausalClipSeg.Pipeline.Audit;

/// <summary>What happened, by whom, to what: the content of one DICOM Audit Message (PS3.15 A.5.3).</summary>
public sealed record AuditEvent
{
    /// <summary>A short word for lists, such as "case-viewed".</summary>
    public required string Name { get; init; }

    /// <summary>EventID (CID 400).</summary>
    public required AuditCode Id { get; init; }

    /// <summary>EventTypeCode, what kind of it.</summary>
    public AuditCode? Type { get; init; }

    public required AuditAction Action { get; init; }

    public AuditOutcome Outcome { get; init; } = AuditOutcome.Success;

    /// <summary>Why it did not succeed, or with what words.</summary>
    public string? Description { get; init; }

    /// <summary>Whoever asked for it comes first.</summary>
    public required IReadOnlyList<AuditParticipant> Participants { get; init; }

    public IReadOnlyList<AuditObject> Objects { get; init; } = [];
}

/// <summary>EventActionCode (PS3.15 A.5.2.2).</summary>
public enum AuditAction
{
    Create = 'C',
    Read = 'R',
    Update = 'U',
    Delete = 'D',
    Execute = 'E',
}

/// <summary>EventOutcomeIndicator.</summary>
public enum AuditOutcome
{
    Success = 0,

    /// <summary>It may succeed when it is tried again.</summary>
    MinorFailure = 4,
    SeriousFailure = 8,
    MajorFailure = 12,
}

/// <summary>A person, a process or a node that took part.</summary>
/// <param name="UserId">Name of an access entry, AE title, process.</param>
/// <param name="IsRequestor">Whether it began it.</param>
/// <param name="Role">What part it had (CID 402).</param>
/// <param name="Address">IP address or host name.</param>
public sealed record AuditParticipant(string UserId, bool IsRequestor, AuditCode? Role = null, string? Address = null)
{
    public string? AlternativeUserId { get; init; }
}

/// <summary>What it was about.</summary>
/// <param name="Id">Patient ID, Study Instance UID, or an id of ours.</param>
/// <param name="IdType">What kind of identifier that is.</param>
/// <param name="Kind">ParticipantObjectTypeCode: 1 person, 2 system object, 3 organisation.</param>
/// <param name="Role">ParticipantObjectTypeCodeRole: 1 patient, 3 report, 13 security resource, 20 job, 24 query.</param>
public sealed record AuditObject(string Id, AuditCode IdType, int Kind, int Role)
{
    /// <summary>SOP Class UID and number of instances.</summary>
    public IReadOnlyList<(string SopClassUid, int Instances)> SopClasses { get; init; } = [];

    public IReadOnlyList<(string Type, string Value)> Details { get; init; } = [];

    /// <summary>What was asked for, where it is a query.</summary>
    public string? Query { get; init; }

    /// <summary>By the identifier alone: the standard asks for it, and not for the name.</summary>
    public static AuditObject Patient(string? patientId) => new(string.IsNullOrWhiteSpace(patientId) ? "unknown" : patientId, AuditCodes.PatientNumber, 1, 1);

    public static AuditObject Study(string studyInstanceUid) => new(studyInstanceUid, AuditCodes.StudyInstanceUid, 2, 3);
}

/// <summary>A code with its scheme and meaning.</summary>
public sealed record AuditCode(string Value, string Scheme, string Meaning);
