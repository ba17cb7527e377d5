using System.Runtime.InteropServices;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>
/// SIGINT and SIGTERM, for every verb in one place: the first asks it to end, and it takes the time that this needs (a service up to Broker:DrainSeconds, a training
/// run until its checkpoint is written); the next one ends the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private int _told;

    public StopSignals() => _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Told))];

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _stop.Dispose();
    }

    private void Told(PosixSignalContext signal)
    {
        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            signal.Cancel = true;
            _stop.Cancel();
        }
        else
            // Nobody cancels this one: it then does what signals do to a process.
            Output.Say("Ended at once, by a second signal. What was in flight is taken up again at the next start.");
    }
}
