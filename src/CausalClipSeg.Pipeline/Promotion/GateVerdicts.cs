using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Evaluation;
using CausalClipSeg.Pipeline.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Promotion;

/// <summary>What the gate says of a finished evaluation and of a shadow period that ends, carried out without a person.</summary>
public sealed class GateVerdicts(PipelineStore store, ExactlyOnce once, Evaluations evaluations, Succession succession, IOptions<PromotionOptions> options)
{
    private static readonly AuditParticipant Gate = new("the promotion gate", true);

    /// <summary>The gate decides on a finished evaluation; one that was made against a former champion is made again.</summary>
    public Task DecideAsync(CandidateEvaluated message, MessageIdentity identity, CancellationToken cancellation) =>
        once.RunAsync(identity, db => DecideAsync(db, message.EvaluationId, cancellation), cancellation);

    public Task DecideAsync(Guid evaluationId, CancellationToken cancellation) =>
        store.InTransactionAsync(db => DecideAsync(db, evaluationId, cancellation), cancellation);

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
                await succession.RejectAsync(db, model, FormattableString.Invariant($"Shadow: agreed with the champion on live cases with Dice {period.Agreement:0.000} only; Promotion:ShadowAgreement asks for {options.Value.ShadowAgreement:0.000}."), Gate, cancellation).ConfigureAwait(false);
            else if (period.IsUnder(champion) && await Evaluations.PassedAsync(db, model.Id, champion, cancellation).ConfigureAwait(false) is { } passed)
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
            await succession.RejectAsync(db, candidate, string.Join('\n', refusals), Gate, cancellation).ConfigureAwait(false);
        else if (candidate.State == ModelState.Candidate)
            await AfterPassingAsync(db, candidate, champion, comparison, cancellation).ConfigureAwait(false);
    }

    /// <summary>In charge at once, or after a shadow period under this champion; one that is in shadow already stays there until its end.</summary>
    private async Task AfterPassingAsync(PipelineDbContext db, ModelRecord candidate, ModelRecord champion, Comparison comparison, CancellationToken cancellation)
    {
        var period = await ShadowPeriod.OfAsync(db, candidate, cancellation).ConfigureAwait(false);
        var accompanied = period.IsUnder(champion) && period.Cases > 0 && period.Cases >= options.Value.ShadowCases;
        if (options.Value.ShadowCases > 0 && !accompanied)
            await succession.BeginShadowAsync(db, candidate, "Passed the gate.", Gate, cancellation).ConfigureAwait(false);
        else
            await CrownOrHoldAsync(db, candidate, Passed(comparison, accompanied ? period : null), cancellation).ConfigureAwait(false);
    }

    /// <summary>The gate let a model pass that people then rolled back from, and the next was learnt from much the same labels: until somebody promotes by hand, it puts nobody in charge.</summary>
    private async Task CrownOrHoldAsync(PipelineDbContext db, ModelRecord model, string passed, CancellationToken cancellation)
    {
        if (await Champion.IsBackAsync(db, cancellation).ConfigureAwait(false))
            await succession.HoldAsync(db, model, $"{passed} It waits for somebody's word, because the champion is in charge by a rollback: `models promote {model.Id}`; from then on promotion goes by itself again.", Gate, cancellation).ConfigureAwait(false);
        else
            await succession.CrownAsync(db, model, passed, Gate, rollsBack: false, cancellation).ConfigureAwait(false);
    }

    private static Comparison Figures(ModelEvaluation evaluation) =>
        JsonSerializer.Deserialize<Comparison>(evaluation.SummaryJson ?? "null", JsonSerializerOptions.Web) ?? throw new InvalidDataException($"Evaluation {evaluation.Id} has no figures.");

    private string Passed(Comparison comparison, ShadowPeriod? period)
    {
        var (gain, asked) = (PromotionGate.Gain(comparison, options.Value), comparison.Looks > 1 ? $"; {PromotionGate.Asked(comparison, options.Value)}" : "");
        return FormattableString.Invariant($"Passed the gate: Dice {gain.Mean:+0.0000;-0.0000} ({gain.Low:0.0000} to {gain.High:0.0000}{asked})")
            + (period is null ? "." : FormattableString.Invariant($"; agreed with the champion on live cases (Dice {period.Agreement:0.000})."));
    }
}
