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
    private const string RolledBack = "rolled-back";

    /// <summary>The gate decides on a finished evaluation; one that was made against a former champion is made again.</summary>
    public Task DecideAsync(CandidateEvaluated message, MessageIdentity identity, CancellationToken cancellation) =>
        once.RunAsync(identity, db => DecideAsync(db, message.EvaluationId, cancellation), cancellation);

    public Task DecideAsync(Guid evaluationId, CancellationToken cancellation) =>
        store.InTransactionAsync(db => DecideAsync(db, evaluationId, cancellation), cancellation);

    /// <summary>One in its shadow period that has passed the gate, or a former champion, which is a rollback unless it was rolled back from itself; any other only where the operator overrules the gate and says why.</summary>
    /// <param name="cause">What the record says, without the reason.</param>
    /// <param name="by">Whose word it is, for the audit trail.</param>
    public Task<string?> PromoteAsync(Guid modelId, string cause, string? reason, bool overrule, AuditParticipant by, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var model = await db.Models.SingleOrDefaultAsync(m => m.Id == modelId, cancellation).ConfigureAwait(false);
            if (model is null)
                return $"There is no model {modelId}; `models list` shows those there are.";
            if (model.PurgedAt is { } purged)
                return $"The weights of {model.Version} were deleted on {purged:u}; train again.";
            if (model.State == ModelState.Champion)
                return $"{model.Version} is the champion already.";
            var objection = await ObjectionAsync(db, model, cancellation).ConfigureAwait(false);
            if (objection is not null && (!overrule || string.IsNullOrWhiteSpace(reason)))
                return $"{objection} To put it in charge all the same, overrule the gate and say why: `models promote {model.Id} --override --reason TEXT`.";
            var why = Cause(cause, reason);
            var goesBack = model.State == ModelState.Retired && !await Champion.WasLeftAsync(db, model.Id, cancellation).ConfigureAwait(false);
            await CrownAsync(db, model, objection is null ? why : $"The gate was overruled. {why}\n{objection}", by, goesBack ? RolledBack : "promoted", cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    /// <summary>What was done, and why where somebody said so.</summary>
    public static string Cause(string what, string? reason) => string.IsNullOrWhiteSpace(reason) ? $"{what}." : $"{what}: {reason.Trim()}";

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

    /// <summary>Back to the champion before this one, never to a model that was rolled back from; called again, to the one before that.</summary>
    public Task<string?> RollbackAsync(string cause, CancellationToken cancellation) => RollbackAsync(cause, Operator, cancellation);

    public Task<string?> RollbackAsync(string cause, AuditParticipant by, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            if (await Champion.EarlierAsync(db, cancellation).ConfigureAwait(false) is not { } earlier)
                return "There is no earlier champion whose weights are still here and that was not rolled back from.";
            await CrownAsync(db, earlier, $"Rolled back: {cause}", by, RolledBack, cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    /// <summary>
    /// The end of a shadow period: dropped where it did not agree with the champion; promoted where it did and has passed the gate against that champion. Else it
    /// is judged first: agreement does not say that a model is better.
    /// </summary>
    public Task EndShadowAsync(ShadowCompleted message, MessageIdentity identity, CancellationToken cancellation) =>
        once.RunAsync(identity, async db =>
        {
            var model = await db.Models.SingleAsync(m => m.Id == message.ModelId, cancellation).ConfigureAwait(false);
            if (model.State != ModelState.Shadow)
                return;
            var period = await ShadowPeriod.OfAsync(db, model, cancellation).ConfigureAwait(false);
            var champion = await Champion.FindAsync(db, cancellation).ConfigureAwait(false);
            if (period.Agreement < options.Value.ShadowAgreement)
                await RejectAsync(db, model, FormattableString.Invariant($"Shadow: agreed with the champion on live cases with Dice {period.Agreement:0.000} only; Promotion:ShadowAgreement asks for {options.Value.ShadowAgreement:0.000}."), Gate, cancellation).ConfigureAwait(false);
            else if (period.IsUnder(champion) && await PassedAsync(db, model.Id, champion, cancellation).ConfigureAwait(false) is { } passed)
                await CrownOrHoldAsync(db, model, Passed(Figures(passed), period), cancellation).ConfigureAwait(false);
            else
            {
                model.StandBy(FormattableString.Invariant($"Agreed with the champion on live cases (Dice {period.Agreement:0.000}); it is judged against the champion of now before it can be promoted."));
                await evaluations.QueueAsync(db, model.Id, cancellation).ConfigureAwait(false);
            }
        }, cancellation);

    private async Task DecideAsync(PipelineDbContext db, Guid evaluationId, CancellationToken cancellation)
    {
        var evaluation = await db.ModelEvaluations.SingleAsync(e => e.Id == evaluationId, cancellation).ConfigureAwait(false);
        var candidate = await db.Models.SingleAsync(m => m.Id == evaluation.CandidateId, cancellation).ConfigureAwait(false);
        if (candidate.State is not (ModelState.Candidate or ModelState.Shadow) || evaluation.SummaryJson is null || evaluation.Passed is not null)
            return;
        var champion = await Champion.FindAsync(db, cancellation).ConfigureAwait(false);
        if (champion?.Id != evaluation.ChampionId)
        {
            await evaluations.QueueAsync(db, candidate.Id, cancellation).ConfigureAwait(false);
            return;
        }
        var comparison = Figures(evaluation);
        var refusals = PromotionGate.Refusals(comparison, options.Value);
        evaluation.Judge(refusals.Count == 0, string.Join('\n', refusals), JsonSerializer.Serialize(comparison with { Policy = options.Value }, JsonSerializerOptions.Web));
        if (refusals.Count > 0)
            await RejectAsync(db, candidate, string.Join('\n', refusals), Gate, cancellation).ConfigureAwait(false);
        else if (candidate.State == ModelState.Candidate)
            await AfterPassingAsync(db, candidate, champion, comparison, cancellation).ConfigureAwait(false);
    }

    /// <summary>In charge at once, or after a shadow period under this champion; one that is in shadow already stays there until its end.</summary>
    private async Task AfterPassingAsync(PipelineDbContext db, ModelRecord candidate, ModelRecord champion, Comparison comparison, CancellationToken cancellation)
    {
        var period = await ShadowPeriod.OfAsync(db, candidate, cancellation).ConfigureAwait(false);
        var accompanied = period.IsUnder(champion) && period.Cases > 0 && period.Cases >= options.Value.ShadowCases;
        if (options.Value.ShadowCases > 0 && !accompanied)
            await BeginShadowAsync(db, candidate, "Passed the gate.", Gate, cancellation).ConfigureAwait(false);
        else
            await CrownOrHoldAsync(db, candidate, Passed(comparison, accompanied ? period : null), cancellation).ConfigureAwait(false);
    }

    /// <summary>The gate let a model pass that people then rolled back from, and the next was learnt from much the same labels: until somebody promotes by hand, it puts nobody in charge.</summary>
    private async Task CrownOrHoldAsync(PipelineDbContext db, ModelRecord model, string passed, CancellationToken cancellation)
    {
        if (!await Champion.IsBackAsync(db, cancellation).ConfigureAwait(false))
        {
            await CrownAsync(db, model, passed, Gate, "promoted", cancellation).ConfigureAwait(false);
            return;
        }
        var reason = $"{passed} It waits for somebody's word, because the champion is in charge by a rollback: `models promote {model.Id}`; from then on promotion goes by itself again.";
        model.StandBy(reason);
        await trail.AppendAsync(db, AuditEvents.ModelChanged(Gate, "held", model.Id, $"{model.Name} {model.Version}", reason), cancellation).ConfigureAwait(false);
        metrics.Verdict("held");
    }

    /// <summary>What speaks against putting the model in charge; null where it passed the gate against this champion, or was in charge before.</summary>
    private static async Task<string?> ObjectionAsync(PipelineDbContext db, ModelRecord model, CancellationToken cancellation)
    {
        if (model.State == ModelState.Retired)
            return null;
        if (model.State == ModelState.Rejected)
            return $"{model.Version} was refused: {model.Reason}";
        var champion = await Champion.FindAsync(db, cancellation).ConfigureAwait(false);
        return await PassedAsync(db, model.Id, champion, cancellation).ConfigureAwait(false) is null ? $"{model.Version} was never judged better than the champion of now." : null;
    }

    /// <summary>The passed evaluation against the one who reigns.</summary>
    private static async Task<ModelEvaluation?> PassedAsync(PipelineDbContext db, Guid modelId, ModelRecord? champion, CancellationToken cancellation) =>
        champion is null ? null : await db.ModelEvaluations.Where(e => e.CandidateId == modelId && e.ChampionId == champion.Id && e.Passed != null)
            .OrderByDescending(e => e.RequestedAt).FirstOrDefaultAsync(cancellation).ConfigureAwait(false) is { Passed: true } passed ? passed : null;

    private static Comparison Figures(ModelEvaluation evaluation) =>
        JsonSerializer.Deserialize<Comparison>(evaluation.SummaryJson ?? "null", JsonSerializerOptions.Web) ?? throw new InvalidDataException($"Evaluation {evaluation.Id} has no figures.");

    private string Passed(Comparison comparison, ShadowPeriod? period)
    {
        var (gain, asked) = (PromotionGate.Gain(comparison, options.Value), comparison.Looks > 1 ? $"; {PromotionGate.Asked(comparison, options.Value)}" : "");
        return FormattableString.Invariant($"Passed the gate: Dice {gain.Mean:+0.0000;-0.0000} ({gain.Low:0.0000} to {gain.High:0.0000}{asked})")
            + (period is null ? "." : FormattableString.Invariant($"; agreed with the champion on live cases (Dice {period.Agreement:0.000})."));
    }

    private async Task CrownAsync(PipelineDbContext db, ModelRecord model, string cause, AuditParticipant by, string what, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await Champion.PromoteAsync(db, model, now, cancellation, cause, rollsBack: what == RolledBack).ConfigureAwait(false);
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
