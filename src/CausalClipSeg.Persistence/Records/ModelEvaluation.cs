namespace CausalClipSeg.Persistence;

/// <summary>How far an evaluation has come.</summary>
public enum EvaluationState
{
    Queued,
    Running,
    Finished,
    Failed,
}

/// <summary>A candidate and the champion on the same frozen cases: claimed by one trainer at a time, like a training run.</summary>
public sealed class ModelEvaluation
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid CandidateId { get; init; }
    public required Guid ChampionId { get; init; }
    public Guid? SnapshotId { get; init; }
    public EvaluationState State { get; private set; } = EvaluationState.Queued;
    public required DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; private set; }
    public string? LeaseOwner { get; private set; }
    public DateTimeOffset? LeaseUntil { get; private set; }
    public string? Reason { get; private set; }

    /// <summary>How often a trainer has taken it up and neither ended it nor stopped in an orderly way.</summary>
    public int Attempts { get; private set; }

    /// <summary>Folder of evaluation.json, evaluation.html and changes.png, relative to the storage root.</summary>
    public string? ReportFolder { get; private set; }

    /// <summary>The comparison's figures.</summary>
    public string? SummaryJson { get; private set; }

    /// <summary>The gate's answer; null before the gate was asked.</summary>
    public bool? Passed { get; private set; }

    /// <summary>One line for each rule of the gate that the candidate does not meet.</summary>
    public string? Refusals { get; private set; }
    public int RowVersion { get; private set; }

    public bool TryLease(string owner, DateTimeOffset now, TimeSpan length)
    {
        var over = State is EvaluationState.Finished or EvaluationState.Failed;
        if (over || (LeaseOwner is { } other && other != owner && LeaseUntil > now))
            return false;
        if (LeaseOwner != owner)
            Attempts++;
        (State, LeaseOwner, LeaseUntil) = (EvaluationState.Running, owner, now + length);
        return true;
    }

    /// <summary>Ends the lease of a trainer that is known to be dead.</summary>
    public void Release() => (LeaseOwner, LeaseUntil) = (null, null);

    /// <summary>A trainer that is stopped in an orderly way gives it back: that was no failed attempt.</summary>
    public void GiveBack()
    {
        Attempts--;
        Release();
    }

    public void Finish(string reportFolder, string summaryJson, DateTimeOffset now) =>
        (State, ReportFolder, SummaryJson, FinishedAt, LeaseOwner, LeaseUntil) = (EvaluationState.Finished, reportFolder, summaryJson, now, null, null);

    public void Fail(string reason, DateTimeOffset now) =>
        (State, Reason, FinishedAt, LeaseOwner, LeaseUntil) = (EvaluationState.Failed, reason, now, null, null);

    /// <param name="summaryJson">The figures with the policy by which the gate has judged.</param>
    public void Judge(bool passed, string refusals, string? summaryJson = null) => (Passed, Refusals, SummaryJson) = (passed, refusals, summaryJson ?? SummaryJson);
}
