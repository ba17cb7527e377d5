using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Operations;

/// <summary>
/// What an operator does with dead letters: send them to their consumer again, or drop them; they stay on record, and who did it in the audit trail.
/// </summary>
public sealed class DeadLetterDesk(PipelineStore store, InstanceStore files, AuditTrail trail, TimeProvider clock)
{
    private const int Most = 1000;

    /// <summary>Those that nobody has dealt with, oldest first.</summary>
    public Task<List<OpenDeadLetter>> ListAsync(string? reason, CancellationToken cancellation) => store.ReadAsync(
        db => Open(db, reason).OrderBy(r => r.At).Take(Most).Select(r => new OpenDeadLetter(r.Id, r.At, r.Queue!, r.Reason, r.PayloadPath)).ToListAsync(cancellation), cancellation);

    public Task<string?> RetryAsync(Guid id, AuditParticipant by, CancellationToken cancellation) => ChangeAsync(id, "retried", by, Retry, cancellation);

    public Task<string?> DropAsync(Guid id, AuditParticipant by, CancellationToken cancellation) => ChangeAsync(id, "dropped", by, Drop, cancellation);

    public Task<int> RetryByReasonAsync(string reason, AuditParticipant by, CancellationToken cancellation) => ByReasonAsync(reason, "retried", by, Retry, cancellation);

    public Task<int> DropByReasonAsync(string reason, AuditParticipant by, CancellationToken cancellation) => ByReasonAsync(reason, "dropped", by, Drop, cancellation);

    private static IQueryable<Refusal> Open(PipelineDbContext db, string? reason) =>
        db.Refusals.Where(r => r.Queue != null && r.ResolvedAt == null && (reason == null || r.Reason.Contains(reason)));

    private string? Retry(PipelineDbContext db, Refusal letter)
    {
        if (MessageQueues.ContractOf(letter.Queue ?? "") is not { } contract)
            return $"Dead letter {letter.Id} came from the queue {letter.Queue}, which no contract of this version has; drop it, or retry it with the version that knows it.";
        if (letter.PayloadPath is not { } path || !File.Exists(files.Full(path)))
            return $"The bytes of dead letter {letter.Id} are no longer below {files.RefusedFolder}; its sender must publish it again. Drop this one.";
        if (MessageBody.Read(File.ReadAllBytes(files.Full(path)), MessageQueues.Contracts[contract], out var body) is null)
            return $"Dead letter {letter.Id} is not the JSON that its queue takes ({letter.Reason}); its sender must publish a correct one. Drop this one.";
        var now = clock.GetUtcNow();
        db.OutboxMessages.Add(new OutboxMessage { Type = contract, Body = body, OrderingKey = letter.Id.ToString(), CreatedAt = now });
        letter.Resolve("retried", now);
        return null;
    }

    private string? Drop(PipelineDbContext db, Refusal letter)
    {
        letter.Resolve("dropped", clock.GetUtcNow());
        return null;
    }

    private Task<string?> ChangeAsync(Guid id, string what, AuditParticipant by, Func<PipelineDbContext, Refusal, string?> change, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            if (await Open(db, null).SingleOrDefaultAsync(r => r.Id == id, cancellation).ConfigureAwait(false) is not { } found)
                return $"There is no open dead letter {id}; `dead-letters list` shows those there are.";
            if (change(db, found) is { } refusal)
                return refusal;
            await WriteDownAsync(db, [found], what, by, cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    private async Task WriteDownAsync(PipelineDbContext db, IEnumerable<Refusal> changed, string what, AuditParticipant by, CancellationToken cancellation)
    {
        foreach (var letter in changed)
            await trail.AppendAsync(db, AuditEvents.DeadLetterChanged(by, what, letter.Id, letter.Queue, letter.Reason), cancellation).ConfigureAwait(false);
    }

    private Task<int> ByReasonAsync(string reason, string what, AuditParticipant by, Func<PipelineDbContext, Refusal, string?> change, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var found = await Open(db, reason).OrderBy(r => r.At).Take(Most).ToListAsync(cancellation).ConfigureAwait(false);
            var changed = found.FindAll(letter => change(db, letter) is null);
            await WriteDownAsync(db, changed, what, by, cancellation).ConfigureAwait(false);
            return changed.Count;
        }, cancellation);
}

/// <summary>A message that its consumer could not handle and that waits for a person.</summary>
public sealed record OpenDeadLetter(Guid Id, DateTimeOffset At, string Queue, string Reason, string? PayloadPath);
