using System.Data;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Persistence;

/// <summary>Runs work as one transaction on either provider: commit, retry of transient faults and of lost races, and the wake-up of
/// the outbox are here, so that a consumer holds none of it.</summary>
public sealed class PipelineStore
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private readonly AsyncLocal<bool> _inside = new();
    private readonly IDbContextFactory<PipelineDbContext> _contexts;
    private readonly WriteGate _gate;
    private readonly OutboxSignal _signal;
    private readonly CrashPoints _crash;
    private readonly PersistenceOptions _options;
    private readonly CaseLog _cases;

    internal PipelineStore(
        IDbContextFactory<PipelineDbContext> contexts, WriteGate gate, OutboxSignal signal, CrashPoints crash, PersistenceOptions options, CaseLog cases) =>
        (_contexts, _gate, _signal, _crash, _options, _cases) = (contexts, gate, signal, crash, options, cases);

    /// <summary>For queries; what the work changes is not saved.</summary>
    public Task<T> ReadAsync<T>(Func<PipelineDbContext, Task<T>> query, CancellationToken cancellationToken) =>
        DatabaseUnavailableException.GuardAsync(_options.Provider, async () =>
        {
            await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
            db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            return await query(db);
        });

    public Task InTransactionAsync(Func<PipelineDbContext, Task> work, CancellationToken cancellationToken) =>
        InTransactionAsync(async db =>
        {
            await work(db);
            return true;
        }, cancellationToken);

    /// <summary>
    /// Saves and commits what the work has changed. The work may run again on a fresh context (a transient fault, a row that another
    /// writer changed first, a key that another writer inserted first), so it must have no effect but on that context.
    /// </summary>
    public Task<T> InTransactionAsync<T>(Func<PipelineDbContext, Task<T>> work, CancellationToken cancellationToken) =>
        InTransactionAsync(work, isUrgent: false, cancellationToken);

    /// <param name="isUrgent">A sender outside waits for this commit: where writers queue, it goes first.</param>
    public async Task<T> InTransactionAsync<T>(Func<PipelineDbContext, Task<T>> work, bool isUrgent, CancellationToken cancellationToken)
    {
        if (_inside.Value)
            throw new InvalidOperationException(
                "InTransactionAsync was called inside another transaction of the store; pass the outer work's context on instead.");
        _inside.Value = true;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await DatabaseUnavailableException.GuardAsync(
                    _options.Provider, () => _gate.PassAsync(() => OnceAsync(work, cancellationToken), isUrgent, cancellationToken));
            }
            catch (DbUpdateException conflict) when (attempt < _options.ConflictAttempts && WriteConflict.Is(conflict))
            {
                await Task.Delay(Step * attempt, cancellationToken);
            }
        }
    }

    private async Task<T> OnceAsync<T>(Func<PipelineDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var probe = await _contexts.CreateDbContextAsync(cancellationToken);
        return await probe.Database.CreateExecutionStrategy().ExecuteAsync(async cancel =>
        {
            await using var db = await _contexts.CreateDbContextAsync(cancel);
            db.Database.AutoSavepointsEnabled = false;
            await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);
            var moved = CaseLog.Watch(db);
            var result = await work(db);
            await db.SaveChangesAsync(cancel);
            var announces = db.ChangeTracker.Entries<OutboxMessage>().Any();
            if (announces)
                _crash.Reach(CrashPoints.BeforeCommit);
            await transaction.CommitAsync(cancel);
            _cases.Tell(moved);
            if (announces)
            {
                _crash.Reach(CrashPoints.AfterCommit);
                _signal.Ring();
            }
            return result;
        }, cancellationToken);
    }
}
