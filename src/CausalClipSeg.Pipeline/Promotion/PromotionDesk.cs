using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Evaluation;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Promotion;

/// <summary>
/// Who is in charge: the gate's answer carried out, and the operator's word. Each change of champion is one transaction with one message, which every worker
/// hears. Methods return null when done, or why not.
/// </summary>
public sealed class PromotionDesk(
    PipelineStore store, ExactlyOnce once, Evaluations evaluations, ModelBell bell, LearningMetrics metrics, AuditTrail trail, IOptions<PromotionOptions> options, TimeProvider clock)
{
    private static readonly AuditParticipant Gate = new("the promotion gate", true);
    private static readonly AuditParticipant Operator = new("an operator", true);

    /// <summary>The gate decides on a finished evaluation; one that was made against a former champion is made again.</summary>
    public Task DecideAsync(CandidateEvaluated message, MessageIdentity identity, CancellationToken cancellation) =>
        once.RunAsync(identity, db => DecideAsync(db, message.EvaluationId, cancellation), cancellation);

    public Task DecideAsync(Guid evaluationId, CancellationToken cancellation) =>
        store.InTransactionAsync(db => DecideAsync(db, evaluationId, cancellation), cancellation);

    /// <summary>A candidate, one in its shadow period, or a retired model.</summary>
    public Task<string?> PromoteAsync(Guid modelId, string cause, CancellationToken cancellation) => PromoteAsync(modelId, cause, Operator, cancellation);

    /// <param name="by">Whose word it is, for the audit trail.</param>
    public Task<string?> PromoteAsync(Guid modelId, string cause, AuditParticipant by, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var model = await db.Models.SingleOrDefaultAsync(m => m.Id == modelId, cancellation).ConfigureAwait(false);
            if (model is null)
                return $"There is no model {modelId}; `models list` shows those there are.";
            if (model.PurgedAt is { } purged)
                return $"The weights of {model.Version} were deleted on {purged:u}; train again.";
            if (model.State == ModelState.Champion)
                return $"{model.Version} is the champion already.";
            await CrownAsync(db, model, cause, by, "promoted", cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    public Task<string?> RejectAsync(Guid modelId, string reason, AuditParticipant by, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var model = await db.Models.SingleOrDefaultAsync(m => m.Id == modelId, cancellation).ConfigureAwait(false);
            if (model?.State is not (ModelState.Candidate or ModelState.Shadow))
                return model is null ? $"There is no model {modelId}." : $"{model.Version} is {model.State}; only a candidate can be refused.";
            await RejectAsync(db, model, reason, by, cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    public Task<string?> BeginShadowAsync(Guid modelId, AuditParticipant by, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var model = await db.Models.SingleOrDefaultAsync(m => m.Id == modelId, cancellation).ConfigureAwait(false);
            if (model?.State != ModelState.Candidate)
                return model is null ? $"There is no model {modelId}." : $"{model.Version} is {model.State}; only a candidate can go into shadow.";
            await BeginShadowAsync(db, model, $"Put into shadow by {by.UserId}.", by, cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    /// <summary>Back to the champion before this one; called again, to the one before that.</summary>
    public Task<string?> RollbackAsync(string cause, CancellationToken cancellation) => RollbackAsync(cause, Operator, cancellation);

    public Task<string?> RollbackAsync(string cause, AuditParticipant by, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var reigning = await Champion.FindAsync(db, cancellation).ConfigureAwait(false);
            var earlier = reigning is null ? null : await db.Models
                .Where(m => m.State == ModelState.Retired && m.PurgedAt == null && m.CreatedAt < reigning.CreatedAt)
                .OrderByDescending(m => m.CreatedAt).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
            if (earlier is null)
                return "There is no earlier champion whose weights are still here.";
            await CrownAsync(db, earlier, $"Rolled back: {cause}", by, "rolled-back", cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    /// <summary>The end of a shadow period: promoted where it agreed with the champion well enough, else dropped.</summary>
    public Task EndShadowAsync(ShadowCompleted message, MessageIdentity identity, CancellationToken cancellation) =>
        once.RunAsync(identity, async db =>
        {
            var model = await db.Models.SingleAsync(m => m.Id == message.ModelId, cancellation).ConfigureAwait(false);
            if (model.State != ModelState.Shadow)
                return;
            var agreement = await db.ShadowResults.Where(r => r.ModelId == model.Id).AverageAsync(r => (double?)r.Agreement, cancellation).ConfigureAwait(false) ?? 0;
            if (agreement >= options.Value.ShadowAgreement)
                await CrownAsync(db, model, FormattableString.Invariant($"Passed the gate; agreed with the champion on live cases (Dice {agreement:0.000})."), Gate, "promoted", cancellation).ConfigureAwait(false);
            else
                await RejectAsync(db, model, FormattableString.Invariant($"Shadow: agreed with the champion on live cases with Dice {agreement:0.000} only; Promotion:ShadowAgreement asks for {options.Value.ShadowAgreement:0.000}."), Gate, cancellation).ConfigureAwait(false);
        }, cancellation);

    private async Task DecideAsync(PipelineDbContext db, Guid evaluationId, CancellationToken cancellation)
    {
        var evaluation = await db.ModelEvaluations.SingleAsync(e => e.Id == evaluationId, cancellation).ConfigureAwait(false);
        var candidate = await db.Models.SingleAsync(m => m.Id == evaluation.CandidateId, cancellation).ConfigureAwait(false);
        if (candidate.State != ModelState.Candidate || evaluation.SummaryJson is not { } summary || evaluation.Passed is not null)
            return;
        if ((await Champion.FindAsync(db, cancellation).ConfigureAwait(false))?.Id != evaluation.ChampionId)
        {
            await evaluations.QueueAsync(db, candidate.Id, cancellation).ConfigureAwait(false);
            return;
        }
        var comparison = JsonSerializer.Deserialize<Comparison>(summary, JsonSerializerOptions.Web) ?? throw new InvalidDataException($"Evaluation {evaluationId} has no figures.");
        var refusals = PromotionGate.Refusals(comparison, options.Value);
        evaluation.Judge(refusals.Count == 0, string.Join('\n', refusals));
        if (refusals.Count > 0)
            await RejectAsync(db, candidate, string.Join('\n', refusals), Gate, cancellation).ConfigureAwait(false);
        else if (options.Value.ShadowCases > 0)
            await BeginShadowAsync(db, candidate, "Passed the gate.", Gate, cancellation).ConfigureAwait(false);
        else
            await CrownAsync(db, candidate, FormattableString.Invariant($"Passed the gate: Dice {comparison.DiceGain.Mean:+0.0000;-0.0000} ({comparison.DiceGain.Low:0.0000} to {comparison.DiceGain.High:0.0000})."), Gate, "promoted", cancellation).ConfigureAwait(false);
    }

    private async Task CrownAsync(PipelineDbContext db, ModelRecord model, string cause, AuditParticipant by, string what, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await Champion.PromoteAsync(db, model, now, cancellation, cause).ConfigureAwait(false);
        db.Enqueue(new ModelPromoted(model.Id, model.Name, model.Version, model.WeightsSha256, cause), "champion", now);
        await trail.AppendAsync(db, AuditEvents.ModelChanged(by, what, model.Id, $"{model.Name} {model.Version}", cause), cancellation).ConfigureAwait(false);
        metrics.Verdict("promoted");
        bell.Ring();
    }

    private Task BeginShadowAsync(PipelineDbContext db, ModelRecord model, string cause, AuditParticipant by, CancellationToken cancellation)
    {
        model.BeginShadow(clock.GetUtcNow());
        return trail.AppendAsync(db, AuditEvents.ModelChanged(by, "shadowed", model.Id, $"{model.Name} {model.Version}", cause), cancellation);
    }

    private async Task RejectAsync(PipelineDbContext db, ModelRecord model, string reason, AuditParticipant by, CancellationToken cancellation)
    {
        model.Reject(reason);
        db.Enqueue(new ModelRejected(model.Id, reason), model.Id.ToString(), clock.GetUtcNow());
        await trail.AppendAsync(db, AuditEvents.ModelChanged(by, "refused", model.Id, $"{model.Name} {model.Version}", reason), cancellation).ConfigureAwait(false);
        metrics.Verdict("refused");
    }
}
