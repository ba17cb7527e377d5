using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Operations;

/// <summary>What an operator does with merges of patient numbers: look at them, and take back one that was an error. Both stand in the audit trail.</summary>
public sealed class MergeDesk(PipelineStore store, AuditTrail trail, TimeProvider clock)
{
    /// <summary>The latest ones first, those that were taken back as well.</summary>
    /// <param name="patient">Only those that name this number; null for all.</param>
    /// <param name="numbers">Whether the patients' numbers come along; who asks is written down then.</param>
    public async Task<List<ListedMerge>> ListAsync(string? patient, int limit, bool numbers, AuditParticipant by, CancellationToken cancellation)
    {
        var key = patient is null ? null : PatientMerge.KeyOf(patient);
        var found = await store.ReadAsync(db => db.PatientMerges.Where(m => key == null || m.PriorKey == key || m.SurvivingKey == key)
            .OrderByDescending(m => m.ReceivedAt).ThenByDescending(m => m.Id).Take(Math.Clamp(limit, 1, CaseQueries.Most))
            .Select(m => new ListedMerge(m.Id, m.Prior, m.Surviving, m.Authority, m.MessageId, m.OccurredAt, m.ReceivedAt, m.TakenBackAt, m.TakenBackBy)).ToListAsync(cancellation), cancellation).ConfigureAwait(false);
        if (!numbers)
            return found.ConvertAll(merge => merge with { Prior = null, Surviving = null });
        if (found.Count > 0)
            await trail.RecordAsync(AuditEvents.ListViewed(by, "merges list", found.SelectMany(merge => (string?[])[merge.Prior, merge.Surviving]).Distinct(), "/api/merges"), cancellation).ConfigureAwait(false);
        return found;
    }

    /// <summary>The two numbers are two patients' again: what was matched through the merge is matched anew, and results that came of it are withdrawn.</summary>
    /// <returns>Null, or why it cannot be taken back.</returns>
    public Task<string?> TakeBackAsync(Guid id, AuditParticipant by, CancellationToken cancellation) => store.InTransactionAsync(async db =>
    {
        await PatientNumbers.LockAsync(db, cancellation).ConfigureAwait(false);
        if (await db.PatientMerges.SingleOrDefaultAsync(m => m.Id == id, cancellation).ConfigureAwait(false) is not { } merge)
            return $"There is no merge {id}; `merges list` shows those there are.";
        if (merge.TakenBackAt is { } at)
            return $"Merge {id} was taken back at {at:u} by {merge.TakenBackBy}.";
        var now = clock.GetUtcNow();
        merge.TakeBack(by.UserId, now);
        db.Enqueue(new PatientsReconciled(id), id.ToString(), now);
        await trail.AppendAsync(db, AuditEvents.MergeTakenBack(by, merge.Prior, merge.Surviving), cancellation).ConfigureAwait(false);
        return null;
    }, cancellation);
}

/// <summary>A merge as lists show it.</summary>
/// <param name="Prior">Null for those who may not see patients.</param>
/// <param name="Surviving">The same.</param>
/// <param name="MessageId">Sender and MSH-10.</param>
public sealed record ListedMerge(
    Guid Id, string? Prior, string? Surviving, string? Authority, string MessageId, DateTimeOffset? OccurredAt, DateTimeOffset ReceivedAt, DateTimeOffset? TakenBackAt, string? TakenBackBy);
