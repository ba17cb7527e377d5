namespace CausalClipSeg.Persistence;

/// <summary>How far a training run has come.</summary>
public enum TrainingState
{
    Queued,
    Running,
    Succeeded,
    Failed,
}

/// <summary>One retraining, leased to one worker at a time so that a dead trainer's run is taken up by another.</summary>
public sealed class TrainingRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>"schedule", "labels" or "operator".</summary>
    public required string Trigger { get; init; }
    public TrainingState State { get; private set; } = TrainingState.Queued;
    public string? Reason { get; private set; }
    public required DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }
    public string? LeaseOwner { get; private set; }
    public DateTimeOffset? LeaseUntil { get; private set; }
    public int LabelCount { get; set; }
    public Guid? CandidateModelId { get; private set; }
    public string? OutputPath { get; set; }
    public int RowVersion { get; private set; }

    /// <summary>Takes or renews the lease; false when the run is over or another worker's lease has not run out.</summary>
    public bool TryLease(string owner, DateTimeOffset now, TimeSpan length)
    {
        var over = State is TrainingState.Succeeded or TrainingState.Failed;
        var taken = LeaseOwner is { } other && other != owner && LeaseUntil > now;
        if (over || taken)
            return false;
        (State, LeaseOwner, LeaseUntil) = (TrainingState.Running, owner, now + length);
        StartedAt ??= now;
        return true;
    }

    public void Succeed(Guid candidateModelId, DateTimeOffset now)
    {
        CandidateModelId = candidateModelId;
        Finish(TrainingState.Succeeded, null, now);
    }

    public void Fail(string reason, DateTimeOffset now) => Finish(TrainingState.Failed, reason, now);

    private void Finish(TrainingState state, string? reason, DateTimeOffset now) =>
        (State, Reason, FinishedAt, LeaseOwner, LeaseUntil) = (state, reason, now, null, null);
}
