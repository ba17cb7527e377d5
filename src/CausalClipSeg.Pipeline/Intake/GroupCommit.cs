using System.Diagnostics;
using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// One transaction for whatever waits while the one before it is being committed: under load a commit to disk serves many instances, without
/// load nobody waits for company.
/// </summary>
public sealed class GroupCommit(PipelineStore store) : IDisposable
{
    private const int Largest = 64;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private List<Pending> _waiting = [];

    /// <summary>Runs the work inside a shared transaction; what it returns is valid after the commit.</summary>
    /// <param name="work">May run more than once, each time on a fresh context, beside the work of others: it has to look for tracked entities first.</param>
    public async Task<string?> RunAsync(Func<PipelineDbContext, Task<string?>> work, CancellationToken cancellation)
    {
        var own = new Pending(work);
        lock (_gate)
            _waiting.Add(own);
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!own.Done.Task.IsCompleted)
                await CommitAsync(Take(own)).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
        return await own.Done.Task.ConfigureAwait(false);
    }

    public void Dispose() => _turn.Dispose();

    private List<Pending> Take(Pending own)
    {
        lock (_gate)
        {
            List<Pending> batch = [own, .. _waiting.Where(pending => pending != own).Take(Largest - 1)];
            _waiting = [.. _waiting.Except(batch)];
            return batch;
        }
    }

    private async Task CommitAsync(List<Pending> batch)
    {
        try
        {
            var results = await store.InTransactionAsync(db => AllAsync(db, batch), isUrgent: true, CancellationToken.None).ConfigureAwait(false);
            foreach (var (pending, result) in batch.Zip(results))
                pending.Done.SetResult(result);
        }
        catch (DatabaseUnavailableException away)
        {
            // Each alone would wait as long again, and whoever comes behind them too.
            foreach (var pending in batch)
                pending.Done.SetException(away);
        }
        catch (Exception failure) when (batch.Count > 1 && failure is not OutOfMemoryException)
        {
            // One of them cannot be written: alone, it fails alone.
            foreach (var pending in batch)
                await CommitAsync([pending]).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            batch[0].Done.SetException(failure);
        }
    }

    private static async Task<List<string?>> AllAsync(PipelineDbContext db, List<Pending> batch)
    {
        var results = new List<string?>(batch.Count);
        foreach (var pending in batch)
            results.Add(await pending.RunAsync(db).ConfigureAwait(false));
        return results;
    }

    private sealed record Pending(Func<PipelineDbContext, Task<string?>> Work)
    {
        private readonly Activity? _trace = Activity.Current;

        /// <summary>In the trace of whoever asked for it, whoever runs it.</summary>
        public async Task<string?> RunAsync(PipelineDbContext db)
        {
            Activity.Current = _trace;
            return await Work(db).ConfigureAwait(false);
        }

        public TaskCompletionSource<string?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
