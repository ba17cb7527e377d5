using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Persistence;

/// <summary>The way in: a message has its effect once for each consumer, however often the broker delivers it.</summary>
public static class Inbox
{
    /// <summary>
    /// True when this delivery is the one that has the effect; false when an earlier one had it. A second delivery at the same moment
    /// waits for the first's transaction to end. Call it first, inside the transaction of the effect.
    /// </summary>
    public static async Task<bool> TryBeginAsync(
        PipelineDbContext db, string consumer, Guid messageId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException(
                $"The inbox of {consumer} was asked outside a transaction, so message {messageId} could be lost; use PipelineStore.InTransactionAsync.");
        // Not an insert that fails: on PostgreSQL a failed statement would end the transaction.
        var written = await db.Database.ExecuteSqlAsync(
            $"INSERT INTO inbox_message (consumer, message_id, consumed_at) VALUES ({consumer}, {messageId}, {now}) ON CONFLICT DO NOTHING",
            cancellationToken);
        return written == 1;
    }
}
