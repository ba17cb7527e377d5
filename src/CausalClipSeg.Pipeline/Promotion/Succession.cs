using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Models;

namespace CausalClipSeg.Pipeline.Promotion;

/// <summary>
/// How the standing of a model changes, whoever decided it: the record, the message that all hear and the line in the audit trail commit with the caller's
/// transaction.
/// </summary>
public sealed class Succession(ModelBell bell, LearningMetrics metrics, AuditTrail trail, TimeProvider clock)
{
    /// <param name="rollsBack">The model in charge turned out to be worse: no rollback shall lead to it.</param>
    internal async Task CrownAsync(PipelineDbContext db, ModelRecord model, string cause, AuditParticipant by, bool rollsBack, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await Champion.PromoteAsync(db, model, now, cancellation, cause, rollsBack).ConfigureAwait(false);
        db.Enqueue(new ModelPromoted(model.Id, model.Name, model.Version, model.WeightsSha256, cause), "champion", now);
        await TellAsync(db, model, rollsBack ? "rolled-back" : "promoted", cause, by, cancellation).ConfigureAwait(false);
        metrics.Verdict("promoted");
        bell.Ring();
    }

    /// <summary>It has passed, and waits for somebody's word.</summary>
    internal async Task HoldAsync(PipelineDbContext db, ModelRecord model, string reason, AuditParticipant by, CancellationToken cancellation)
    {
        model.StandBy(reason);
        await TellAsync(db, model, "held", reason, by, cancellation).ConfigureAwait(false);
        metrics.Verdict("held");
    }

    internal Task BeginShadowAsync(PipelineDbContext db, ModelRecord model, string cause, AuditParticipant by, CancellationToken cancellation)
    {
        model.BeginShadow(clock.GetUtcNow());
        return TellAsync(db, model, "shadowed", cause, by, cancellation);
    }

    internal async Task RejectAsync(PipelineDbContext db, ModelRecord model, string reason, AuditParticipant by, CancellationToken cancellation)
    {
        model.Reject(reason);
        db.Enqueue(new ModelRejected(model.Id, reason), model.Id.ToString(), clock.GetUtcNow());
        await TellAsync(db, model, "refused", reason, by, cancellation).ConfigureAwait(false);
        metrics.Verdict("refused");
    }

    private Task TellAsync(PipelineDbContext db, ModelRecord model, string what, string why, AuditParticipant by, CancellationToken cancellation) =>
        trail.AppendAsync(db, AuditEvents.ModelChanged(by, what, model.Id, $"{model.Name} {model.Version}", why), cancellation);
}
