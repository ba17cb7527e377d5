namespace CausalClipSeg.Persistence;

/// <summary>Wakes the dispatcher of this process as soon as a transaction with messages has committed, in place of waiting for its next look.</summary>
public sealed class OutboxSignal(TimeProvider time)
{
    private TaskCompletionSource _rung = NewBell();

    public void Ring() => Volatile.Read(ref _rung).TrySetResult();

    /// <summary>Returns when rung, or after the interval (another process may have written); look into the outbox after each return.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Volatile.Read(ref _rung).Task, Task.Delay(atMost, time, ended.Token));
        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Exchange(ref _rung, NewBell());
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
