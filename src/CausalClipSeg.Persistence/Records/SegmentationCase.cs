namespace CausalClipSeg.Persistence;

/// <summary>One image under one report: the unit that is segmented, delivered, revised and withdrawn (the "case").</summary>
public sealed class SegmentationCase
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string SopInstanceUid { get; init; }
    public required string ReportKey { get; init; }
    public required Guid ReportVersionId { get; init; }

    /// <summary>1 for the first result on this image under this report, then counting up; never reused.</summary>
    public required int Revision { get; init; }
    public CaseState State { get; private set; }
    public string? Reason { get; private set; }
    public string? ReferringText { get; set; }
    public string? ModelName { get; set; }
    public string? ModelVersion { get; set; }
    public string? WeightsSha256 { get; set; }
    public string? SegSeriesInstanceUid { get; set; }
    public string? SegSopInstanceUid { get; set; }
    public string? SegPath { get; set; }
    public string? PredecessorSegSopInstanceUid { get; init; }

    /// <summary>Which completeness of the study this case was opened for (<see cref="Study.Revision"/>).</summary>
    public int StudyRevision { get; init; }

    /// <summary>The Key Object by which the archive was told that the SEG does not stand (IHE IOCM), and when it took it.</summary>
    public string? RejectionSopInstanceUid { get; private set; }
    public DateTimeOffset? RejectedAt { get; private set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; private set; }
    public DateTimeOffset? RequestedAt { get; set; }
    public DateTimeOffset? SegmentedAt { get; set; }
    public DateTimeOffset? DeliveredAt { get; private set; }
    public int RowVersion { get; private set; }
    public IList<CaseSegment> Segments { get; } = [];
    public IList<CaseEvent> Events { get; } = [];

    /// <summary>Gives a new case its first state and the first line of its history.</summary>
    public SegmentationCase Begin(CaseState state, string cause, DateTimeOffset now)
    {
        if (UpdatedAt != default)
            throw new InvalidOperationException($"Case {Id} has begun already and is {State}; move it with MoveTo.");
        Enter(null, state, cause, now);
        return this;
    }

    public bool CanMoveTo(CaseState state) => CaseTransitions.Allows(State, state);

    /// <summary>Changes the state and writes the history; the row version guards against a second writer.</summary>
    public void MoveTo(CaseState state, string cause, DateTimeOffset now)
    {
        if (!CanMoveTo(state))
            throw new InvalidOperationException(
                $"Case {Id} is {State} and cannot become {state} ({cause}); from {State} it can become {Permitted()}. Ask CanMoveTo first.");
        Enter(State, state, cause, now);
    }

    /// <summary>Stays where it stands and writes down that the work on it begins again.</summary>
    public void BeginAgain(string cause, DateTimeOffset now) => Enter(State, State, cause, now);

    /// <summary>The archive holds the Key Object that rejects this case's SEG.</summary>
    public void Reject(string rejectionSopInstanceUid, DateTimeOffset now) => (RejectionSopInstanceUid, RejectedAt) = (rejectionSopInstanceUid, now);

    private void Enter(CaseState? from, CaseState to, string cause, DateTimeOffset now)
    {
        Events.Add(new CaseEvent { CaseId = Id, At = now, From = from, To = to, Cause = cause });
        (State, Reason, UpdatedAt) = (to, cause, now);
        if (to == CaseState.Delivered)
            DeliveredAt = now;
    }

    private string Permitted() => CaseTransitions.From(State) is { Count: > 0 } next ? string.Join(", ", next) : "nothing more";
}
