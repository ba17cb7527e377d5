using CausalClipSeg.Dicom.Codecs;
using FellowOakDicom.Network;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Dicom.Network;

/// <summary>The storage SCP (PS3.4 annex B) with verification and storage commitment, for as long as it is started.</summary>
public sealed partial class StorageScp(StorageScpOptions options, IInstanceReceiver receiver, ILogger<StorageScp> log) : IDisposable
{
    private const int RoomForRefusals = 16;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private StorageScpState? _state;
    private IDicomServer? _server;

    /// <exception cref="IOException">The port cannot be opened.</exception>
    /// <exception cref="InvalidDataException">A certificate or an allowed peer cannot be used.</exception>
    public void Start()
    {
        CodecRegistration.Register();
        // What is wrong with it is said now, and not to the first peer.
        _ = options.Tls?.ServerOptions();
        Directory.CreateDirectory(options.SpoolFolder);
        _state = new StorageScpState(options, receiver);
        var libraryLog = new LogOnceOpen(log);
        _server = DicomServerFactory.Create<StorageScpService>(
            options.Address, options.Port, options.Tls is { } tls ? new TlsAcceptor(tls) : null, logger: libraryLog, userState: _state,
            // A few connections above the limit of associations, so that those who are refused hear why.
            configure: limits => limits.MaxClientsAllowed = options.MaximumAssociations + RoomForRefusals);
        if (_server.Exception is { } failure)
            throw new IOException($"The storage SCP cannot listen on {options.Address}:{options.Port}: {failure.Message} Free the port or set Intake:DicomPort.", failure);
        libraryLog.Open();
        _server.Options.MaxPDULength = options.MaximumPduLength;
    }

    /// <summary>New associations are refused as congested, open ones may end within the limit; what is open then is aborted.</summary>
    public async Task StopAsync(TimeSpan limit, CancellationToken cancellation)
    {
        if (_state is not { } state || _server is not { } server)
            return;
        state.Drain();
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timer.CancelAfter(limit);
        try
        {
            while (state.Open > 0)
                await Task.Delay(Step, timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Aborting(log, state.Open);
        }
        server.Stop();
    }

    public void Dispose() => _server?.Dispose();

    [LoggerMessage(EventId = 124, Level = LogLevel.Warning, Message = "The storage SCP stops while {Open} associations are open; they are aborted, and what they had not been told as stored comes again")]
    private static partial void Aborting(ILogger logger, int open);
}
