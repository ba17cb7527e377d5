namespace FellowOakDicom.Network.Client;

/// <summary>The client's end of one association.</summary>
internal sealed class DicomClientConnection : DicomService, IDicomService
{
    private readonly DicomClient _client;
    private readonly TaskCompletionSource<Exception?> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private TaskCompletionSource<Exception?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private Exception? _failure;

    public DicomClientConnection(INetworkStream network, DicomClient client, DicomServiceDependencies dependencies)
        : base(network, null, client.Logger, dependencies)
    {
        _client = client;
        Options = client.ServiceOptions.Clone();
    }

    /// <summary>Nothing where the peer accepted, else why there is no association.</summary>
    public Task<Exception?> Answered => _answered.Task;

    public Task Released => _released.Task;

    /// <summary>Whether the peer accepted a context for the request.</summary>
    public bool Carries(DicomRequest request) => Association is { } association && association.PresentationContexts
        .Any(c => c.Result == DicomPresentationContextResult.Accept && c.AbstractSyntax == (request.PresentationContext?.AbstractSyntax ?? request.SOPClassUID));

    /// <summary>Sends the requests and waits until each is answered or timed out; else tells why they were not.</summary>
    public async Task<Exception?> SendAllAsync(List<DicomRequest> requests, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_failure is not null)
                return _failure;
            _open = requests.Count;
            _done = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        foreach (var request in requests)
            await SendRequestAsync(request).ConfigureAwait(false);
        return await _done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void OnReceiveAbort(DicomAbortSource source, DicomAbortReason reason) =>
        Fail(new DicomAssociationAbortedException(source, reason));

    public void OnConnectionClosed(Exception? exception) => Fail(exception switch
    {
        null => new ConnectionClosedPrematurelyException(),
        DicomNetworkException known => known,
        _ => new DicomNetworkException($"The connection with the peer broke: {exception.Message}", exception),
    });

    private protected override Func<DicomCStoreRequest, Task<DicomCStoreResponse>>? StoreHandler =>
        _client.OnCStoreRequest is { } handler ? request => handler(request) : null;

    private protected override Func<DicomNEventReportRequest, Task<DicomNEventReportResponse>>? EventReportHandler =>
        _client.OnNEventReportRequest is { } handler ? request => handler(request) : null;

    private protected override Task OnAcceptedAsync()
    {
        _answered.TrySetResult(null);
        return Task.CompletedTask;
    }

    private protected override void OnRejected(DicomAssociationRejectedException rejection) => Fail(rejection);

    private protected override void OnReleased() => _released.TrySetResult();

    private protected override void RequestEnded(DicomRequest request)
    {
        lock (_gate)
            if (--_open == 0)
                _done.TrySetResult(null);
    }

    private protected override void RequestTimedOut(DicomRequest request, TimeSpan timeout) => _client.OnTimedOut(request, timeout);

    private void Fail(Exception exception)
    {
        lock (_gate)
        {
            _failure ??= exception;
            _done.TrySetResult(_failure);
        }

        _answered.TrySetResult(_failure);
        _released.TrySetResult();
    }
}
