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

    /// <summary>"label-count", "schedule", "drift" or "operator"; several when one run answers several requests.</summary>
    public required string Trigger { get; set; }
    public TrainingState State { get; private set; } = TrainingState.Queued;
    public string? Reason { get; private set; }
    public required DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }
    public string? LeaseOwner { get; private set; }
    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Where it runs; a device has one run at a time, which the database itself guards.</summary>
    public string? Device { get; private set; }

    /// <summary>How often a trainer has taken it up.</summary>
    public int Attempts { get; private set; }

    /// <summary>How often in succession a trainer has taken it up without a new checkpoint since; a trainer that was stopped in an orderly way does not count.</summary>
    public int FruitlessAttempts { get; private set; }

    /// <summary>When the checkpoint was written from which it was last taken up; null where there was none.</summary>
    public DateTimeOffset? CheckpointAt { get; private set; }
    public Guid? SnapshotId { get; set; }
    public double Epoch { get; private set; }
    public long Step { get; private set; }
    public long TotalSteps { get; private set; }
    public double? Loss { get; private set; }
    public double? ValidationDice { get; private set; }
    public DateTimeOffset? EstimatedEnd { get; private set; }
    public int LabelCount { get; set; }
    public Guid? CandidateModelId { get; private set; }
    public string? OutputPath { get; set; }
    public int RowVersion { get; private set; }

    /// <summary>Takes or renews the lease; false when the run is over or another worker's lease has not run out.</summary>
    public bool TryLease(string owner, string device, DateTimeOffset now, TimeSpan length)
    {
        var over = State is TrainingState.Succeeded or TrainingState.Failed;
        var taken = LeaseOwner is { } other && other != owner && LeaseUntil > now;
        if (over || taken)
            return false;
        if (LeaseOwner != owner)
            Attempts++;
        (State, Device, LeaseOwner, LeaseUntil) = (TrainingState.Running, device, owner, now + length);
        StartedAt ??= now;
        return true;
    }

    /// <summary>A trainer begins, or begins again, from the checkpoint of that time.</summary>
    public void TakeUp(DateTimeOffset? checkpointAt)
    {
        Reason = null;
        FruitlessAttempts = checkpointAt == CheckpointAt ? FruitlessAttempts + 1 : 1;
        CheckpointAt = checkpointAt;
    }

    /// <summary>A trainer that is stopped in an orderly way gives the run back: that was no failed attempt.</summary>
    /// <param name="waitsFor">What it waits for; null where the trainer is only stopped.</param>
    public void GiveBack(string? waitsFor = null)
    {
        Reason = waitsFor;
        FruitlessAttempts = Math.Max(0, FruitlessAttempts - 1);
        Release();
    }

    /// <summary>Ends the lease of a trainer that is known to be dead, so that nobody waits for it to run out.</summary>
    public void Release() => (LeaseOwner, LeaseUntil) = (null, null);

    public void Report(double epoch, long step, long totalSteps, double loss, double? validationDice, DateTimeOffset? estimatedEnd) =>
        (Epoch, Step, TotalSteps, Loss, ValidationDice, EstimatedEnd) = (epoch, step, totalSteps, loss, validationDice ?? ValidationDice, estimatedEnd);

    public void Succeed(Guid candidateModelId, DateTimeOffset now)
    {
        CandidateModelId = candidateModelId;
        Finish(TrainingState.Succeeded, null, now);
    }

    public void Fail(string reason, DateTimeOffset now) => Finish(TrainingState.Failed, reason, now);

    private void Finish(TrainingState state, string? reason, DateTimeOffset now) =>
        (State, Reason, FinishedAt, LeaseOwner, LeaseUntil) = (state, reason, now, null, null);
}
