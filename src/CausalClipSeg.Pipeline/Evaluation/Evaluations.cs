using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>The evaluations on record: queued for each candidate, claimed by one trainer at a time, ended with a comparison or a reason.</summary>
public sealed class Evaluations(PipelineStore store, ExactlyOnce once, AuditTrail trail, LearningMetrics metrics, TimeProvider clock)
{
    private const string NotJudged = "It could not be judged:";

    public Task QueueAsync(CandidateTrained message, MessageIdentity identity, CancellationToken cancellation) =>
        once.RunAsync(identity, async db =>
        {
            // A verb may have judged it already.
            if (await db.Models.AnyAsync(m => m.Id == message.ModelId && m.State == ModelState.Candidate, cancellation).ConfigureAwait(false)
                && !await db.ModelEvaluations.AnyAsync(e => e.CandidateId == message.ModelId, cancellation).ConfigureAwait(false))
                await QueueAsync(db, message.ModelId, cancellation).ConfigureAwait(false);
        }, cancellation);

    public Task<Guid> QueueAsync(Guid candidateId, CancellationToken cancellation) =>
        store.InTransactionAsync(db => QueueAsync(db, candidateId, cancellation), cancellation);

    /// <summary>An operator's wish; null when it is queued, or why not.</summary>
    public Task<string?> RequestAsync(Guid modelId, AuditParticipant by, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var model = await db.Models.SingleOrDefaultAsync(m => m.Id == modelId, cancellation).ConfigureAwait(false);
            if (model?.State is not (ModelState.Candidate or ModelState.Shadow))
                return model is null ? $"There is no model {modelId}; `models list` shows those there are." : $"{model.Version} is {model.State}; only a candidate is judged.";
            if (!await db.DatasetSnapshots.AnyAsync(cancellation).ConfigureAwait(false))
                return "There is nothing to judge on: no data set was made yet. A training run makes one.";
            await QueueAsync(db, modelId, cancellation).ConfigureAwait(false);
            await trail.AppendAsync(db, AuditEvents.EvaluationRequested(by, modelId, $"{model.Name} {model.Version}"), cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    /// <summary>Against whoever is champion now, on the test side of the snapshot that the candidate was trained from.</summary>
    public async Task<Guid> QueueAsync(PipelineDbContext db, Guid candidateId, CancellationToken cancellation)
    {
        await SubjectLock.TakeAsync(db, $"evaluation/{candidateId}", cancellation).ConfigureAwait(false);
        var open = await db.ModelEvaluations.FirstOrDefaultAsync(
            e => e.CandidateId == candidateId && (e.State == EvaluationState.Queued || e.State == EvaluationState.Running), cancellation).ConfigureAwait(false);
        if (open is not null)
            return open.Id;
        var champion = await Champion.FindAsync(db, cancellation).ConfigureAwait(false) ?? throw new InvalidDataException("There is no champion to judge against.");
        var snapshot = await db.TrainingRuns.Where(r => r.CandidateModelId == candidateId).Select(r => r.SnapshotId).FirstOrDefaultAsync(cancellation).ConfigureAwait(false)
            ?? await db.DatasetSnapshots.OrderByDescending(s => s.CreatedAt).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        var queued = new ModelEvaluation { CandidateId = candidateId, ChampionId = champion.Id, SnapshotId = snapshot, RequestedAt = clock.GetUtcNow() };
        db.ModelEvaluations.Add(queued);
        return queued.Id;
    }

    /// <summary>The evaluation against the one who reigns, where the gate let the model pass at the latest.</summary>
    internal static async Task<ModelEvaluation?> PassedAsync(PipelineDbContext db, Guid modelId, ModelRecord? champion, CancellationToken cancellation) =>
        champion is null ? null : await db.ModelEvaluations.Where(e => e.CandidateId == modelId && e.ChampionId == champion.Id && e.Passed != null)
            .OrderByDescending(e => e.RequestedAt).FirstOrDefaultAsync(cancellation).ConfigureAwait(false) is { Passed: true } passed ? passed : null;

    public Task<ModelEvaluation?> ClaimAsync(string owner, TimeSpan lease, Guid? only, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var now = clock.GetUtcNow();
            var held = await db.ModelEvaluations.Where(e => e.State == EvaluationState.Running && e.LeaseOwner != owner).ToListAsync(cancellation).ConfigureAwait(false);
            held.Where(evaluation => Trainers.IsGone(evaluation.LeaseOwner)).ToList().ForEach(evaluation => evaluation.Release());
            await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
            var open = await db.ModelEvaluations
                .Where(e => e.State == EvaluationState.Queued || (e.State == EvaluationState.Running && (e.LeaseUntil == null || e.LeaseUntil < now)))
                .Where(e => only == null || e.Id == only)
                .OrderBy(e => e.RequestedAt).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
            return open is not null && open.TryLease(owner, now, lease) ? open : null;
        }, cancellation);

    public Task<bool> RenewAsync(Guid id, string owner, TimeSpan lease, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
            (await db.ModelEvaluations.SingleAsync(e => e.Id == id, cancellation).ConfigureAwait(false)).TryLease(owner, clock.GetUtcNow(), lease), cancellation);

    /// <summary>The trainer stops in an orderly way: that was no failed attempt.</summary>
    public Task GiveBackAsync(Guid id, string owner, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var evaluation = await db.ModelEvaluations.SingleAsync(e => e.Id == id, cancellation).ConfigureAwait(false);
            if (evaluation.State == EvaluationState.Running && evaluation.LeaseOwner == owner)
                evaluation.GiveBack();
        }, cancellation);

    public async Task FinishAsync(Guid id, string reportFolder, Comparison comparison, CancellationToken cancellation)
    {
        await store.InTransactionAsync(async db =>
        {
            var now = clock.GetUtcNow();
            var done = await db.ModelEvaluations.SingleAsync(e => e.Id == id, cancellation).ConfigureAwait(false);
            if (done.State == EvaluationState.Finished)
                return;
            done.Finish(reportFolder, JsonSerializer.Serialize(comparison, JsonSerializerOptions.Web), now);
            var candidate = await db.Models.SingleAsync(m => m.Id == done.CandidateId, cancellation).ConfigureAwait(false);
            if (candidate.Reason?.StartsWith(NotJudged, StringComparison.Ordinal) is true)
                candidate.Explain(null);
            db.Enqueue(new CandidateEvaluated(id, done.CandidateId), done.CandidateId.ToString(), now);
        }, cancellation).ConfigureAwait(false);
        metrics.EvaluationEnded("finished");
    }

    /// <summary>The candidate stays what it is, and its record says why it was not judged.</summary>
    public async Task FailAsync(Guid id, string reason, CancellationToken cancellation)
    {
        await store.InTransactionAsync(async db =>
        {
            var now = clock.GetUtcNow();
            var failed = await db.ModelEvaluations.SingleAsync(e => e.Id == id, cancellation).ConfigureAwait(false);
            failed.Fail(reason, now);
            var candidate = await db.Models.SingleAsync(m => m.Id == failed.CandidateId, cancellation).ConfigureAwait(false);
            if (candidate.State is ModelState.Candidate or ModelState.Shadow)
                candidate.Explain($"{NotJudged} {reason} `models evaluate {candidate.Id}` asks again.");
            db.Enqueue(new EvaluationFailed(id, failed.CandidateId, reason), failed.CandidateId.ToString(), now);
        }, cancellation).ConfigureAwait(false);
        metrics.EvaluationEnded("failed");
    }
}
