using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Evaluation;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Promotion;

/// <summary>The operator's word on who is in charge. Methods return null when done, or why not.</summary>
public sealed class PromotionDesk(PipelineStore store, Succession succession)
{
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
            await succession.CrownAsync(db, model, objection is null ? why : $"The gate was overruled. {why}\n{objection}", by, goesBack, cancellation).ConfigureAwait(false);
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
            await succession.RejectAsync(db, model, reason, by, cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    public Task<string?> BeginShadowAsync(Guid modelId, AuditParticipant by, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var model = await db.Models.SingleOrDefaultAsync(m => m.Id == modelId, cancellation).ConfigureAwait(false);
            if (model?.State != ModelState.Candidate)
                return model is null ? $"There is no model {modelId}." : $"{model.Version} is {model.State}; only a candidate can go into shadow.";
            await succession.BeginShadowAsync(db, model, $"Put into shadow by {by.UserId}.", by, cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    /// <summary>Back to the champion before this one, never to a model that was rolled back from; called again, to the one before that.</summary>
    public Task<string?> RollbackAsync(string cause, AuditParticipant by, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            if (await Champion.EarlierAsync(db, cancellation).ConfigureAwait(false) is not { } earlier)
                return "There is no earlier champion whose weights are still here and that was not rolled back from.";
            await succession.CrownAsync(db, earlier, $"Rolled back: {cause}", by, rollsBack: true, cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    /// <summary>What speaks against putting the model in charge; null where it passed the gate against this champion, or was in charge before.</summary>
    private static async Task<string?> ObjectionAsync(PipelineDbContext db, ModelRecord model, CancellationToken cancellation)
    {
        if (model.State == ModelState.Retired)
            return null;
        if (model.State == ModelState.Rejected)
            return $"{model.Version} was refused: {model.Reason}";
        var champion = await Champion.FindAsync(db, cancellation).ConfigureAwait(false);
        return await Evaluations.PassedAsync(db, model.Id, champion, cancellation).ConfigureAwait(false) is null ? $"{model.Version} was never judged better than the champion of now." : null;
    }
}
