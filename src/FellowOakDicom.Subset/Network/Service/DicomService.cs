using System.Text;
using System.Threading.Channels;
using FellowOakDicom.Network.Pdu;
using Microsoft.Extensions.Logging;

namespace FellowOakDicom.Network;

/// <summary>
/// One end of one connection: it speaks the upper layer (PS3.8) and DIMSE (PS3.7), and hands what it receives to the
/// derived class through the interfaces which that implements.
/// </summary>
public abstract partial class DicomService : IDisposable
{
    private readonly INetworkStream _network;
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _messageTurn = new(1, 1);
    private readonly Channel<DicomRequest> _outgoing = Channel.CreateUnbounded<DicomRequest>(new() { SingleReader = true });
    private readonly PduWriter _writer;
    private readonly PduReader _reader;
    private volatile ServiceState _state = ServiceState.Idle;
    private int _disposed;
    private int _queued;

    protected DicomService(INetworkStream stream, Encoding? fallbackEncoding, ILogger logger, DicomServiceDependencies dependencies)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(dependencies);
        _network = stream;
        FallbackEncoding = fallbackEncoding;
        Logger = logger ?? dependencies.LoggerFactory.CreateLogger("FellowOakDicom.Network");
        _writer = new PduWriter(stream.AsStream(), Limits);
        _reader = new PduReader(stream.AsStream(), Limits, _closing.Token);
    }

    public ILogger Logger { get; set; }

    public DicomServiceOptions Options { get; set; } = new();

    /// <summary>What the creator of the server or the client tied to it.</summary>
    public object? UserState { get; set; }

    /// <summary>What was negotiated; nothing before the request for it came.</summary>
    public DicomAssociation? Association { get; internal set; }

    public bool IsSendQueueEmpty => Volatile.Read(ref _queued) == 0 && _pending.IsEmpty;

    /// <summary>The character set of peers that name none.</summary>
    protected Encoding? FallbackEncoding { get; }

    internal static NetworkLimits Limits => NetworkLimits.Default;

    /// <summary>Sends a request when its turn comes: at most as many wait for an answer as the peer agreed to.</summary>
    public virtual Task SendRequestAsync(DicomRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Interlocked.Increment(ref _queued);
        if (!_outgoing.Writer.TryWrite(request))
            throw new DicomNetworkException($"{request} cannot be sent: the connection is closed; open a new association.");
        return Task.CompletedTask;
    }

    protected internal Task SendAssociationRequestAsync(DicomAssociation association)
    {
        Association = association;
        Association.RemoteHost = _network.RemoteHost;
        Association.RemotePort = _network.RemotePort;
        _state = ServiceState.Negotiating;
        Note("requested");
        return _writer.WriteAsync(AssociateWriter.Request(association, Options.MaxPDULength), _closing.Token);
    }

    protected Task SendAssociationAcceptAsync(DicomAssociation association)
    {
        Association = association;
        Open(association.MaxAsyncOpsPerformed);
        Note("accepted");
        return _writer.WriteAsync(AssociateWriter.Accept(association, Options.MaxPDULength), _closing.Token);
    }

    protected Task SendAssociationRejectAsync(DicomRejectResult result, DicomRejectSource source, DicomRejectReason reason)
    {
        _state = ServiceState.Closing;
        Note("rejected");
        return _writer.WriteAsync(ControlPdus.Reject(result, source, reason), _closing.Token);
    }

    protected internal Task SendAssociationReleaseRequestAsync()
    {
        _state = ServiceState.Releasing;
        Note("release requested");
        return _writer.WriteAsync(ControlPdus.ReleaseRequest(), _closing.Token);
    }

    protected internal Task SendAssociationReleaseResponseAsync()
    {
        _state = ServiceState.Closing;
        Note("released");
        return _writer.WriteAsync(ControlPdus.ReleaseResponse(), _closing.Token);
    }

    protected internal async Task SendAbortAsync(DicomAbortSource source, DicomAbortReason reason)
    {
        _state = ServiceState.Closing;
        Note("aborted");
        await _writer.WriteAsync(ControlPdus.Abort(source, reason), _closing.Token).ConfigureAwait(false);
        _closing.CancelAfter(Limits.Close);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        Close();
        _reader.Dispose();
        _network.Dispose();
    }

    /// <summary>Ends every wait of this service; what runs notices and comes to its end.</summary>
    internal void Close()
    {
        _outgoing.Writer.TryComplete();
        _closing.Cancel();
    }

    internal void Open(int window)
    {
        _window = new SemaphoreSlim(window > 0 ? window : int.MaxValue);
        _state = ServiceState.Open;
        _opened.TrySetResult();
    }

    private void Note(string what)
    {
        if (Association is { } association)
            Network.Log.Association(Logger, association.CallingAE, association.CalledAE, what);
    }
}
