namespace CausalClipSeg.Pipeline.Models;

/// <summary>
/// Who computes on this process's device. Inference goes first: while a case is being answered, training and judging pause between two steps, for a bounded
/// time so that a busy day does not stop them for good. Training and judging take turns with each other.
/// </summary>
public sealed class DeviceTurns : IDisposable
{
    private readonly SemaphoreSlim _background = new(1, 1);
    private int _answering;

    public bool IsAnswering => Volatile.Read(ref _answering) > 0;

    public IDisposable Answer()
    {
        Interlocked.Increment(ref _answering);
        return new Turn(() => Interlocked.Decrement(ref _answering));
    }

    public async Task<IDisposable> LearnAsync(CancellationToken cancellation)
    {
        await _background.WaitAsync(cancellation).ConfigureAwait(false);
        return new Turn(() => _background.Release());
    }

    /// <summary>Called between two steps.</summary>
    public void YieldToInference(TimeSpan atMost, CancellationToken cancellation) =>
        SpinWait.SpinUntil(() => !IsAnswering || cancellation.IsCancellationRequested, atMost);

    public void Dispose() => _background.Dispose();

    private sealed class Turn(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
