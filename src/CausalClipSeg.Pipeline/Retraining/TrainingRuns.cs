using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Retraining;

/// <summary>The training runs on record: queued by a message, claimed by one trainer at a time, ended with a candidate or a reason.</summary>
public sealed class TrainingRuns(PipelineStore store, ExactlyOnce once, TimeProvider clock)
{
    public Task QueueAsync(RetrainRequested message, MessageIdentity identity, CancellationToken cancellation) =>
        once.RunAsync(identity, db =>
        {
            db.TrainingRuns.Add(new TrainingRun { Trigger = message.Trigger, RequestedAt = clock.GetUtcNow() });
            return Task.CompletedTask;
        }, cancellation);

    public Task<Guid> QueueNowAsync(string trigger, CancellationToken cancellation) =>
        store.InTransactionAsync(db =>
        {
            var run = new TrainingRun { Trigger = trigger, RequestedAt = clock.GetUtcNow() };
            db.TrainingRuns.Add(run);
            return Task.FromResult(run.Id);
        }, cancellation);

    /// <summary>Claims the oldest run that nobody holds; null when there is none.</summary>
    public Task<TrainingRun?> ClaimAsync(string owner, TimeSpan lease, Guid? only, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var now = clock.GetUtcNow();
            var open = await db.TrainingRuns
                .Where(r => r.State == TrainingState.Queued || (r.State == TrainingState.Running && r.LeaseUntil < now))
                .Where(r => only == null || r.Id == only)
                .OrderBy(r => r.RequestedAt).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
            return open is not null && open.TryLease(owner, Environment.MachineName, now, lease) ? open : null;
        }, cancellation);

    /// <returns>False when another trainer has taken the run over: stop.</returns>
    public Task<bool> RenewAsync(Guid runId, string owner, TimeSpan lease, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
            (await db.TrainingRuns.SingleAsync(r => r.Id == runId, cancellation).ConfigureAwait(false)).TryLease(owner, Environment.MachineName, clock.GetUtcNow(), lease), cancellation);

    public Task SucceedAsync(Guid runId, ModelRecord candidate, int labels, string outputPath, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var now = clock.GetUtcNow();
            var run = await db.TrainingRuns.SingleAsync(r => r.Id == runId, cancellation).ConfigureAwait(false);
            db.Models.Add(candidate);
            (run.LabelCount, run.OutputPath) = (labels, outputPath);
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
}
