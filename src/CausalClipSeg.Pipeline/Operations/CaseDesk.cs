using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Referring;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Operations;

/// <summary>
/// What an operator does with cases, whichever door the wish comes through; each answers null, or the sentence why not. Who did it stands in the audit trail,
/// in the transaction of the act.
/// </summary>
public sealed class CaseDesk(PipelineStore store, CaseRevisions revisions, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Most cases that one wish by reason changes in one transaction.</summary>
    private const int Batch = 200;

    public Task<string?> RetryAsync(Guid id, AuditParticipant by, CancellationToken cancellation) =>
        ChangeAsync(id, "retried", by, (db, found) => Task.FromResult(Retry(db, found, by.UserId)), cancellation);

    public Task<string?> DropAsync(Guid id, AuditParticipant by, CancellationToken cancellation) =>
        ChangeAsync(id, "dropped", by, (_, found) => Task.FromResult(Drop(found, by.UserId)), cancellation);

    public Task<string?> WithdrawAsync(Guid id, AuditParticipant by, CancellationToken cancellation) =>
        ChangeAsync(id, "withdrawn", by, async (db, found) =>
        {
            if (Refusal(found, CaseState.Withdrawn) is { } refusal)
                return refusal;
            await revisions.WithdrawAsync(db, found, by.UserId, cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    /// <summary>Retries every parked or failed case whose reason contains the text; how many.</summary>
    public Task<int> RetryByReasonAsync(string reason, AuditParticipant by, CancellationToken cancellation) =>
        ByReasonAsync(reason, "retried", by, (db, found) => Retry(db, found, by.UserId), cancellation);

    public Task<int> DropByReasonAsync(string reason, AuditParticipant by, CancellationToken cancellation) =>
        ByReasonAsync(reason, "dropped", by, (_, found) => Drop(found, by.UserId), cancellation);

    private string? Retry(PipelineDbContext db, SegmentationCase found, string by)
    {
        var state = found.SegmentedAt is null ? CaseState.Ready : CaseState.Delivering;
        if (Refusal(found, state) is { } refusal)
            return refusal;
        if (state == CaseState.Ready && found.ReferringText is null)
            return $"Case {found.Id} was parked before its question to the network was known ({found.Reason}). Correct what the reason names and send the report or the image again.";
        var now = clock.GetUtcNow();
        found.MoveTo(state, $"Retried by {by}.", now);
        if (state == CaseState.Ready)
            db.Enqueue(new SegmentationRequested(found.Id), found.Id.ToString(), now);
        else
            db.Enqueue(new SegmentationCreated(found.Id), found.Id.ToString(), now);
        return null;
    }

    private string? Drop(SegmentationCase found, string by)
    {
        if (Refusal(found, CaseState.Dropped) is { } refusal)
            return refusal;
        found.MoveTo(CaseState.Dropped, $"Dropped by {by}; it was {found.State} because: {found.Reason}", clock.GetUtcNow());
        return null;
    }

    private static string? Refusal(SegmentationCase found, CaseState state) =>
        found.CanMoveTo(state) ? null : $"Case {found.Id} is {found.State} ({found.Reason}) and cannot become {state}.";

    private Task<string?> ChangeAsync(Guid id, string what, AuditParticipant by, Func<PipelineDbContext, SegmentationCase, Task<string?>> change, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            if (await db.Cases.SingleOrDefaultAsync(c => c.Id == id, cancellation).ConfigureAwait(false) is not { } found)
                return $"There is no case {id}; `cases list` shows those there are.";
            if (await change(db, found).ConfigureAwait(false) is { } refusal)
                return refusal;
            await WriteDownAsync(db, [found], what, by, cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    private async Task WriteDownAsync(PipelineDbContext db, IReadOnlyList<SegmentationCase> changed, string what, AuditParticipant by, CancellationToken cancellation)
    {
        var images = changed.Select(c => c.SopInstanceUid).Distinct().ToList();
        var studies = await (from image in db.SourceImages.Where(i => images.Contains(i.SopInstanceUid))
                             join study in db.Studies on image.StudyInstanceUid equals study.StudyInstanceUid
                             select new { image.SopInstanceUid, study.PatientId, study.StudyInstanceUid }).ToDictionaryAsync(s => s.SopInstanceUid, cancellation).ConfigureAwait(false);
        foreach (var one in changed)
        {
            var study = studies.GetValueOrDefault(one.SopInstanceUid);
            await trail.AppendAsync(db, AuditEvents.CaseChanged(by, what, one.Id, study?.PatientId, study?.StudyInstanceUid ?? "unknown", one.Reason), cancellation).ConfigureAwait(false);
        }
    }

    private async Task<int> ByReasonAsync(string reason, string what, AuditParticipant by, Func<PipelineDbContext, SegmentationCase, string?> change, CancellationToken cancellation)
    {
        var (done, last) = (0, Guid.Empty);
        while (true)
        {
            var batch = await store.InTransactionAsync(async db =>
            {
                var found = await db.Cases.Where(c => CaseTransitions.NeedingAPerson.Contains(c.State) && c.Reason!.Contains(reason) && c.Id > last)
                    .OrderBy(c => c.Id).Take(Batch).ToListAsync(cancellation).ConfigureAwait(false);
                var changed = found.Where(c => change(db, c) is null).ToList();
                await WriteDownAsync(db, changed, what, by, cancellation).ConfigureAwait(false);
                return (Seen: found.Count, Last: found.Count == 0 ? last : found[^1].Id, Changed: changed.Count);
            }, cancellation).ConfigureAwait(false);
            if (batch.Seen == 0)
                return done;
            (done, last) = (done + batch.Changed, batch.Last);
        }
    }
}
