using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Dicom.Network;

/// <summary>The library's log from the moment the port is open. A port that cannot be opened is told by an exception; fo-dicom would also write a trace.</summary>
internal sealed class LogOnceOpen(ILogger log) : ILogger
{
    private volatile bool _isOpen;

    public void Open() => _isOpen = true;

    // Explicit, since its constraint and its null differ between the versions of the abstraction that the two DICOM libraries bring.
    IDisposable ILogger.BeginScope<TState>(TState state) => log.BeginScope(state)!;

    public bool IsEnabled(LogLevel logLevel) => _isOpen && log.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_isOpen)
            log.Log(logLevel, eventId, state, exception, formatter);
    }
}
