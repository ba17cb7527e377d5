namespace CausalClipSeg.Persistence;

/// <summary>SQLite has one writer: the writers of this process queue here, in order and without blocking a thread.</summary>
internal sealed class WriteGate(PersistenceOptions options) : IDisposable
{
    private readonly SemaphoreSlim? _gate = options.Provider == DatabaseProvider.Sqlite ? new SemaphoreSlim(1, 1) : null;

    public async Task<T> PassAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        if (_gate is null)
            return await write();
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await write();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate?.Dispose();
}
