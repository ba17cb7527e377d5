namespace CausalClipSeg.Persistence;

/// <summary>
/// SQLite has one writer: the writers of this process queue here without blocking a thread. Those that a sender outside waits for go first, since a
/// message that waits a little longer delays nobody.
/// </summary>
internal sealed class WriteGate(PersistenceOptions options)
{
    private readonly bool _isGated = options.Provider == DatabaseProvider.Sqlite;
    private readonly Lock _state = new();
    private readonly Queue<TaskCompletionSource> _urgent = new();
    private readonly Queue<TaskCompletionSource> _others = new();
    private bool _isTaken;

    public async Task<T> PassAsync<T>(Func<Task<T>> write, bool isUrgent, CancellationToken cancellationToken)
    {
        if (!_isGated)
            return await write();
        await EnterAsync(isUrgent, cancellationToken);
        try
        {
            return await write();
        }
        finally
        {
            Leave();
        }
    }

    private async Task EnterAsync(bool isUrgent, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_state)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return;
            }
            (isUrgent ? _urgent : _others).Enqueue(turn);
        }
        await using var cancelled = cancellationToken.UnsafeRegister(_ => turn.TrySetCanceled(cancellationToken), null);
        await turn.Task;
    }

    private void Leave()
    {
        lock (_state)
        {
            while (_urgent.TryDequeue(out var next) || _others.TryDequeue(out next))
                if (next.TrySetResult())
                    return;
            _isTaken = false;
        }
    }
}
