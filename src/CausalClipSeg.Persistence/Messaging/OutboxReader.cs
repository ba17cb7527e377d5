using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Persistence;

/// <summary>What one look into the outbox did.</summary>
/// <param name="Error">Why the first of those that failed did.</param>
public sealed record DispatchResult(int Dispatched, int Failed, string? Error);

/// <summary>Takes waiting messages out in order; several dispatchers may run on one PostgreSQL database, one process on SQLite.</summary>
public sealed class OutboxReader : IDisposable
{
    // The head of each key only: what a batch holds may be published side by side, and no dispatcher overtakes another within a key.
    // A message that was written in the future, by a clock that has been set back since, does not wait for that future to come again.
    private const string Heads =
        """
        SELECT m.* FROM outbox_message AS m
        WHERE m.dispatched_at IS NULL AND (m.not_before IS NULL OR m.not_before <= {1} OR m.created_at > {2}) AND NOT EXISTS (
            SELECT 1 FROM outbox_message AS e
            WHERE e.dispatched_at IS NULL AND e.ordering_key = m.ordering_key AND e.sequence < m.sequence
                AND (e.not_before IS NULL OR e.not_before <= {1} OR e.created_at > {2}))
        ORDER BY m.sequence LIMIT {0}
        """;

    /// <summary>How far the clocks of two workers may lie apart.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private const string HeadsLocked = Heads + " FOR UPDATE OF m SKIP LOCKED";

    private readonly SemaphoreSlim _oneBatch = new(1, 1);
    private readonly IDbContextFactory<PipelineDbContext> _contexts;
    private readonly WriteGate _gate;
    private readonly CrashPoints _crash;
    private readonly PersistenceOptions _options;
    private readonly TimeProvider _time;

    internal OutboxReader(
        IDbContextFactory<PipelineDbContext> contexts, WriteGate gate, CrashPoints crash, PersistenceOptions options, TimeProvider time) =>
        (_contexts, _gate, _crash, _options, _time) = (contexts, gate, crash, options, time);

    /// <summary>
    /// Publishes up to <paramref name="batchSize"/> messages, at most one of each ordering key, and records what became of each.
    /// <paramref name="publish"/> answers null for "the broker has it" or the error; calls of one batch run at the same time.
    /// A crash between publishing and recording publishes again, which the consumers' inbox absorbs.
    /// </summary>
    public Task<DispatchResult> DispatchAsync(
        int batchSize, Func<OutboxMessage, CancellationToken, Task<string?>> publish, CancellationToken cancellationToken) =>
        DatabaseUnavailableException.GuardAsync(_options.Provider, () => _options.Provider == DatabaseProvider.Postgres
            ? DispatchLockedAsync(batchSize, publish, cancellationToken)
            : DispatchAloneAsync(batchSize, publish, cancellationToken));

    /// <summary>Those for later included.</summary>
    public Task<int> CountWaitingAsync(CancellationToken cancellationToken) =>
        DatabaseUnavailableException.GuardAsync(_options.Provider, async () =>
        {
            await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
            return await db.OutboxMessages.CountAsync(m => m.DispatchedAt == null, cancellationToken);
        });

    public void Dispose() => _oneBatch.Dispose();

    private async Task<DispatchResult> DispatchLockedAsync(
        int batchSize, Func<OutboxMessage, CancellationToken, Task<string?>> publish, CancellationToken cancellationToken)
    {
        await using var probe = await _contexts.CreateDbContextAsync(cancellationToken);
        return await probe.Database.CreateExecutionStrategy().ExecuteAsync(async cancel =>
        {
            await using var db = await _contexts.CreateDbContextAsync(cancel);
            db.Database.AutoSavepointsEnabled = false;
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            var now = _time.GetUtcNow();
            var batch = await db.OutboxMessages.FromSqlRaw(HeadsLocked, batchSize, now, now + ClockSkew).ToListAsync(cancel);
            var result = await PublishAsync(batch, publish, cancel);
            await db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
            return result;
        }, cancellationToken);
    }

    private async Task<DispatchResult> DispatchAloneAsync(
        int batchSize, Func<OutboxMessage, CancellationToken, Task<string?>> publish, CancellationToken cancellationToken)
    {
        await _oneBatch.WaitAsync(cancellationToken);
        try
        {
            await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
            var now = _time.GetUtcNow();
            var batch = await db.OutboxMessages.FromSqlRaw(Heads, batchSize, now.UtcTicks, (now + ClockSkew).UtcTicks).ToListAsync(cancellationToken);
            var result = await PublishAsync(batch, publish, cancellationToken);
            if (batch.Count > 0)
                await _gate.PassAsync(() => db.SaveChangesAsync(cancellationToken), isUrgent: false, cancellationToken);
            return result;
        }
        finally
        {
            _oneBatch.Release();
        }
    }

    private async Task<DispatchResult> PublishAsync(
        List<OutboxMessage> batch, Func<OutboxMessage, CancellationToken, Task<string?>> publish, CancellationToken cancellationToken)
    {
        if (batch.Count > 0)
            _crash.Reach(CrashPoints.BeforePublish);
        var errors = await Task.WhenAll(batch.Select(message => publish(message, cancellationToken)));
        if (batch.Count > 0)
            _crash.Reach(CrashPoints.AfterPublish);
        var now = _time.GetUtcNow();
        foreach (var (message, error) in batch.Zip(errors))
        {
            if (error is null)
                message.MarkDispatched(now);
            else
                message.MarkFailed(error);
        }
        var failed = errors.Count(error => error is not null);
        return new DispatchResult(batch.Count - failed, failed, errors.FirstOrDefault(error => error is not null));
    }
}
