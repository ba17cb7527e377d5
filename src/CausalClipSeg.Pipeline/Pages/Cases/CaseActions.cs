using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What an operator may do with a case; each answers with the sentence that refuses it, or null.</summary>
internal sealed class CaseActions(PipelineStore store, TimeProvider clock)
{
    public Task<string?> RetryAsync(Guid id, string who, CancellationToken cancellation) => ChangeAsync(id, (db, found, now) =>
    {
        var state = found.SegmentedAt is null ? CaseState.Ready : CaseState.Delivering;
        if (!found.CanMoveTo(state))
            return Refusal(found, state);
        found.MoveTo(state, $"Retried by {who}.", now);
        if (state == CaseState.Ready)
            db.Enqueue(new SegmentationRequested(found.Id), found.Id.ToString(), now);
        else
            db.Enqueue(new SegmentationCreated(found.Id), found.Id.ToString(), now);
        return null;
    }, cancellation);

    public Task<string?> WithdrawAsync(Guid id, string who, CancellationToken cancellation) => ChangeAsync(id, (db, found, now) =>
    {
        if (!found.CanMoveTo(CaseState.Withdrawn))
            return Refusal(found, CaseState.Withdrawn);
        var reason = $"Withdrawn by {who}.";
        if (found is { State: CaseState.Delivered, SegSopInstanceUid: { } uid })
            db.Enqueue(new SegmentationWithdrawn(found.Id, uid, reason), found.Id.ToString(), now);
        found.MoveTo(CaseState.Withdrawn, reason, now);
        return null;
    }, cancellation);

    private Task<string?> ChangeAsync(Guid id, Func<PipelineDbContext, SegmentationCase, DateTimeOffset, string?> change, CancellationToken cancellation) =>
        store.InTransactionAsync(async db => await db.Cases.SingleOrDefaultAsync(c => c.Id == id, cancellation).ConfigureAwait(false) is { } found
            ? change(db, found, clock.GetUtcNow())
            : $"There is no case {id}.", cancellation);

    private static string Refusal(SegmentationCase found, CaseState state) =>
        $"Case {found.Id} is {Words.State(found.State)} and cannot become {Words.State(state)}.";
}
