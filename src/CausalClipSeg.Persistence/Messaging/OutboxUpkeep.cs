using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Persistence;

/// <summary>What keeps outbox and inbox true and small: recovery after a kill of an embedded broker, and retention.</summary>
public sealed class OutboxUpkeep(PipelineStore store)
{
    /// <summary>
    /// For a broker that lives in this process and forgets with it: a message that was published but not consumed by each of the
    /// consumers of its type waits to be published again. Call at start, before the dispatcher; returns how many.
    /// </summary>
    public Task<int> RequeueUnconsumedAsync(
        IReadOnlyDictionary<string, IReadOnlyCollection<string>> consumersByType, CancellationToken cancellationToken) =>
        store.InTransactionAsync(async db =>
        {
            var requeued = 0;
            foreach (var (type, consumers) in consumersByType)
                foreach (var consumer in consumers)
                    requeued += await db.OutboxMessages
                        .Where(m => m.Type == type && m.DispatchedAt != null)
                        .Where(m => !db.InboxMessages.Any(i => i.Consumer == consumer && i.MessageId == m.MessageId))
                        .ExecuteUpdateAsync(set => set.SetProperty(m => m.DispatchedAt, (DateTimeOffset?)null), cancellationToken);
            return requeued;
        }, cancellationToken);

    /// <summary>How many messages are held back for an archive.</summary>
    public static Task<int> HeldAsync(PipelineDbContext db, string destination, CancellationToken cancellationToken) =>
        db.OutboxMessages.CountAsync(m => m.DispatchedAt == null && m.NotBefore != null && m.Destination == destination, cancellationToken);

    /// <summary>An archive answers again: what was held back for it leaves at once. Call inside the transaction that learned it.</summary>
    public static Task<int> ReleaseAsync(PipelineDbContext db, string destination, CancellationToken cancellationToken) =>
        db.OutboxMessages.Where(m => m.DispatchedAt == null && m.NotBefore != null && m.Destination == destination)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.NotBefore, (DateTimeOffset?)null), cancellationToken);

    /// <summary>
    /// Deletes published messages and inbox notes older than the moment, which must lie further back than a broker may redeliver;
    /// returns how many rows.
    /// </summary>
    public Task<int> PurgeAsync(DateTimeOffset olderThan, CancellationToken cancellationToken) =>
        store.InTransactionAsync(async db =>
            await db.OutboxMessages.Where(m => m.DispatchedAt < olderThan).ExecuteDeleteAsync(cancellationToken)
            + await db.InboxMessages.Where(i => i.ConsumedAt < olderThan).ExecuteDeleteAsync(cancellationToken), cancellationToken);
}
