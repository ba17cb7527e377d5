using System.Threading.Channels;

namespace CausalClipSeg.Pipeline.Models;

/// <summary>
/// Who computes on this process's device. Inference goes first: while a case is being answered, training and judging pause between two steps, for a bounded
/// time so that a busy day does not stop them for good. Training and judging take turns with each other.
/// </summary>
public sealed class DeviceTurns
{
    /// <summary>Holds the one turn while nobody has it; nothing to dispose of, so a run that outlives the host's services can still give it back.</summary>
    private readonly Channel<Turn> _background = Channel.CreateBounded<Turn>(1);
    private int _answering;

    public DeviceTurns() => GiveBack();

    public bool IsAnswering => Volatile.Read(ref _answering) > 0;

    public IDisposable Answer()
    {
        Interlocked.Increment(ref _answering);
        return new Turn(() => Interlocked.Decrement(ref _answering));
    }

    public async Task<IDisposable> LearnAsync(CancellationToken cancellation) => await _background.Reader.ReadAsync(cancellation).ConfigureAwait(false);

    /// <summary>Called between two steps.</summary>
    public void YieldToInference(TimeSpan atMost, CancellationToken cancellation) =>
        SpinWait.SpinUntil(() => !IsAnswering || cancellation.IsCancellationRequested, atMost);

    private void GiveBack() => _background.Writer.TryWrite(new Turn(GiveBack));

    private sealed class Turn(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
