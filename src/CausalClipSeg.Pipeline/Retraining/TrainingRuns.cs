using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Retraining;

/// <summary>
/// The training runs on record: queued by whoever asks, claimed by one trainer at a time on each device, ended with a candidate or a reason. A request while a
/// run still waits is answered by that run, so that nothing starts twice.
/// </summary>
public sealed class TrainingRuns(PipelineStore store, ExactlyOnce once, IOptions<RetrainingOptions> options, AuditTrail trail, TimeProvider clock)
{
    private string Device => options.Value.Device is { Length: > 0 } device ? device : Environment.MachineName;

    public Task QueueAsync(RetrainRequested message, MessageIdentity identity, CancellationToken cancellation) =>
        once.RunAsync(identity, db => RequestAsync(db, message.Trigger, cancellation), cancellation);

    /// <returns>The run that answers the request: a new one, or the one that waits already.</returns>
    public Task<Guid> RequestAsync(string trigger, CancellationToken cancellation) =>
        store.InTransactionAsync(db => RequestAsync(db, trigger, cancellation), cancellation);

    /// <summary>A person's wish: the run and the audit trail say whose.</summary>
    public Task<Guid> RequestAsync(AuditParticipant by, CancellationToken cancellation) => store.InTransactionAsync(async db =>
    {
        var id = await RequestAsync(db, by.UserId, cancellation).ConfigureAwait(false);
        await trail.AppendAsync(db, AuditEvents.TrainingRequested(by, id), cancellation).ConfigureAwait(false);
        return id;
    }, cancellation);

    /// <summary>Whoever asks for a run holds this until his transaction ends: two that ask at once get one run.</summary>
    internal static Task AskInTurnAsync(PipelineDbContext db, CancellationToken cancellation) => SubjectLock.TakeAsync(db, "training-run", cancellation);

    internal async Task<Guid> RequestAsync(PipelineDbContext db, string trigger, CancellationToken cancellation)
    {
        await AskInTurnAsync(db, cancellation).ConfigureAwait(false);
        var waiting = await db.TrainingRuns.Where(r => r.State == TrainingState.Queued).OrderBy(r => r.RequestedAt).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        if (waiting is null)
            db.TrainingRuns.Add(waiting = new TrainingRun { Trigger = Trimmed(trigger), RequestedAt = clock.GetUtcNow() });
        else if (!waiting.Trigger.Split(", ").Contains(trigger))
            waiting.Trigger = Trimmed($"{waiting.Trigger}, {trigger}");
        return waiting.Id;
    }

    /// <summary>Claims the oldest run that nobody holds; null when there is none, or when this device is busy with another.</summary>
    public Task<TrainingRun?> ClaimAsync(string owner, TimeSpan lease, Guid? only, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var now = clock.GetUtcNow();
            await ReleaseDeadAsync(db, owner, cancellation).ConfigureAwait(false);
            var busy = await db.TrainingRuns.AnyAsync(r => r.State == TrainingState.Running && r.Device == Device && r.LeaseUntil >= now, cancellation).ConfigureAwait(false);
            if (busy)
                return null;
            // A run that a dead trainer left on this device goes first: the database allows one running run on each.
            var open = await db.TrainingRuns
                .Where(r => r.State == TrainingState.Queued || (r.State == TrainingState.Running && (r.LeaseUntil == null || r.LeaseUntil < now)))
                .Where(r => only == null || r.Id == only || (r.State == TrainingState.Running && r.Device == Device))
                .OrderByDescending(r => r.State == TrainingState.Running).ThenBy(r => r.RequestedAt).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
            return open is not null && open.TryLease(owner, Device, now, lease) ? open : null;
        }, cancellation);

    /// <summary>A trainer of this machine whose process is gone will not come back: its run need not wait for the lease to run out.</summary>
    private static async Task ReleaseDeadAsync(PipelineDbContext db, string owner, CancellationToken cancellation)
    {
        var held = await db.TrainingRuns.Where(r => r.State == TrainingState.Running && r.LeaseOwner != null && r.LeaseOwner != owner).ToListAsync(cancellation).ConfigureAwait(false);
        held.Where(run => Trainers.IsGone(run.LeaseOwner)).ToList().ForEach(run => run.Release());
        await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The heartbeat, with how far the run has come.</summary>
    /// <returns>False when another trainer has taken the run over: stop.</returns>
    public Task<bool> RenewAsync(Guid runId, string owner, TimeSpan lease, TrainingProgress? progress, TimeSpan? left, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var run = await db.TrainingRuns.SingleAsync(r => r.Id == runId, cancellation).ConfigureAwait(false);
            var now = clock.GetUtcNow();
            if (!run.TryLease(owner, Device, now, lease))
                return false;
            if (progress is not null)
                run.Report(progress.Epoch, progress.Step, progress.TotalSteps, progress.Loss, progress.ValidationDice, left is { } time ? now + time : null);
            return true;
        }, cancellation);

    /// <summary>A trainer begins with it, from the checkpoint of that time where there is one.</summary>
    /// <returns>How often in succession it was begun without a new checkpoint, this time included.</returns>
    public Task<int> TakeUpAsync(Guid runId, DateTimeOffset? checkpointAt, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var run = await db.TrainingRuns.SingleAsync(r => r.Id == runId, cancellation).ConfigureAwait(false);
            run.TakeUp(checkpointAt);
            return run.FruitlessAttempts;
        }, cancellation);

    /// <summary>The trainer stops in an orderly way, or waits for something: another may go on with the run, and it counts as no failed attempt.</summary>
    public Task GiveBackAsync(Guid runId, string owner, string? waitsFor, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var run = await db.TrainingRuns.SingleAsync(r => r.Id == runId, cancellation).ConfigureAwait(false);
            if (run.State == TrainingState.Running && run.LeaseOwner == owner)
                run.GiveBack(waitsFor);
        }, cancellation);

    /// <summary>Fixes the data of a run, so that whoever takes it up trains on the same.</summary>
    public Task BeginAsync(Guid runId, DatasetSnapshot snapshot, string folder, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var run = await db.TrainingRuns.SingleAsync(r => r.Id == runId, cancellation).ConfigureAwait(false);
            (run.SnapshotId, run.LabelCount, run.OutputPath) = (snapshot.Id, snapshot.Training + snapshot.Validation + snapshot.Test, folder);
        }, cancellation);

    public Task SucceedAsync(Guid runId, ModelRecord candidate, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var now = clock.GetUtcNow();
            var run = await db.TrainingRuns.SingleAsync(r => r.Id == runId, cancellation).ConfigureAwait(false);
            if (run.State == TrainingState.Succeeded)
                return;
            db.Models.Add(candidate);
            run.Succeed(candidate.Id, now);
            db.Enqueue(new CandidateTrained(runId, candidate.Id), runId.ToString(), now);
        }, cancellation);

    public Task FailAsync(Guid runId, string reason, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var now = clock.GetUtcNow();
            var run = await db.TrainingRuns.SingleAsync(r => r.Id == runId, cancellation).ConfigureAwait(false);
            run.Fail(reason, now);
            db.Enqueue(new TrainingFailed(runId, reason), runId.ToString(), now);
        }, cancellation);

    private static string Trimmed(string trigger) => trigger.Length <= 64 ? trigger : trigger[..64];
}
