using System.Collections.Concurrent;
using FellowOakDicom.Network.Client.EventArguments;
using FellowOakDicom.Network.Tls;
using Microsoft.Extensions.Logging;

namespace FellowOakDicom.Network.Client;

/// <summary>Sends requests over associations that it opens for them.</summary>
internal sealed class DicomClient(ILoggerFactory loggerFactory) : IDicomClient
{
    private readonly ConcurrentQueue<DicomRequest> _requests = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private (int Invoked, int Performed) _window = (1, 1);

    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string CallingAe { get; init; }

    public required string CalledAe { get; init; }

    public ITlsInitiator? TlsInitiator { get; init; }

    public bool IsSendRequired => !_requests.IsEmpty;

    public List<DicomPresentationContext> AdditionalPresentationContexts { get; set; } = [];

    public DicomClientCStoreRequestHandler? OnCStoreRequest { get; set; }

    public DicomClientNEventReportRequestHandler? OnNEventReportRequest { get; set; }

    public DicomServiceOptions ServiceOptions { get; } = new();

    public DicomClientOptions ClientOptions { get; } = new();

    public ILogger Logger { get; set; } = loggerFactory.CreateLogger("FellowOakDicom.Network");

    public event EventHandler<AssociationAcceptedEventArgs>? AssociationAccepted;

    public event EventHandler<AssociationRejectedEventArgs>? AssociationRejected;

    public event EventHandler? AssociationReleased;

    public event EventHandler<RequestTimedOutEventArgs>? RequestTimedOut;

    public void NegotiateAsyncOps(int invoked = 0, int performed = 0) => _window = (invoked, performed);

    public Task AddRequestAsync(DicomRequest dicomRequest)
    {
        ArgumentNullException.ThrowIfNull(dicomRequest);
        _requests.Enqueue(dicomRequest);
        return Task.CompletedTask;
    }

    public async Task AddRequestsAsync(IEnumerable<DicomRequest> dicomRequests)
    {
        ArgumentNullException.ThrowIfNull(dicomRequests);
        foreach (var request in dicomRequests)
            await AddRequestAsync(request).ConfigureAwait(false);
    }

    public async Task SendAsync(CancellationToken cancellationToken = default,
        DicomClientCancellationMode cancellationMode = DicomClientCancellationMode.ImmediatelyReleaseAssociation)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (Take(ClientOptions.MaximumNumberOfRequestsPerAssociation ?? int.MaxValue) is { Count: > 0 } batch
                && !cancellationToken.IsCancellationRequested)
                await SendAsync(batch, cancellationMode, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    private List<DicomRequest> Take(int most)
    {
        var batch = new List<DicomRequest>();
        while (batch.Count < most && _requests.TryDequeue(out var request))
            batch.Add(request);
        return batch;
    }

    private async Task SendAsync(List<DicomRequest> batch, DicomClientCancellationMode mode, CancellationToken cancellationToken)
    {
        var association = Propose(batch);
        using var network = await ClientConnector.ConnectAsync(this, cancellationToken).ConfigureAwait(false);
        using var connection = new DicomClientConnection(network, this, new DicomServiceDependencies(loggerFactory));
        var running = connection.RunAsync(CancellationToken.None);
        try
        {
            await RequestAssociationAsync(connection, association, cancellationToken).ConfigureAwait(false);
            await ExchangeAsync(connection, batch, mode, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            connection.Close();
            await running.ConfigureAwait(false);
        }
    }

    private DicomAssociation Propose(List<DicomRequest> batch)
    {
        var association = new DicomAssociation(CallingAe, CalledAe)
        {
            MaxAsyncOpsInvoked = _window.Invoked,
            MaxAsyncOpsPerformed = _window.Performed,
        };
        foreach (var request in batch)
            association.PresentationContexts.AddFromRequest(request);
        foreach (var context in AdditionalPresentationContexts)
            association.PresentationContexts.Add(context.AbstractSyntax, context.UserRole, context.ProviderRole, [.. context.GetTransferSyntaxes()]);
        return association;
    }

    private async Task RequestAssociationAsync(DicomClientConnection connection, DicomAssociation association, CancellationToken cancellationToken)
    {
        // Where even the request cannot be sent, the connection has ended, and Answered tells why.
        await UnlessGoneAsync(() => connection.SendAssociationRequestAsync(association)).ConfigureAwait(false);
        var limit = ClientOptions.AssociationRequestTimeoutInMs;
        try
        {
            var refusal = await connection.Answered.WaitAsync(TimeSpan.FromMilliseconds(limit), cancellationToken).ConfigureAwait(false);
            if (refusal is null)
            {
                AssociationAccepted?.Invoke(this, new AssociationAcceptedEventArgs(association));
                return;
            }

            if (refusal is DicomAssociationRejectedException rejected)
                AssociationRejected?.Invoke(this,
                    new AssociationRejectedEventArgs(rejected.RejectResult, rejected.RejectSource, rejected.RejectReason));
            throw refusal;
        }
        catch (TimeoutException)
        {
            throw new DicomAssociationRequestTimedOutException(limit);
        }
    }

    private async Task ExchangeAsync(DicomClientConnection connection, List<DicomRequest> batch, DicomClientCancellationMode mode,
        CancellationToken cancellationToken)
    {
        try
        {
            var sent = 0;
            while (batch.Count > 0)
            {
                sent += batch.Count;
                if (await connection.SendAllAsync(batch, cancellationToken).ConfigureAwait(false) is { } failure)
                    throw failure;
                batch = await MoreAsync(connection, sent, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested
            && mode == DicomClientCancellationMode.ImmediatelyReleaseAssociation)
        {
            Log.Association(Logger, CallingAe, CalledAe, "cancelled");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await UnlessGoneAsync(() => connection.SendAbortAsync(DicomAbortSource.ServiceUser, DicomAbortReason.NotSpecified)).ConfigureAwait(false);
            return;
        }

        // Everything was answered: a peer that leaves without a goodbye takes nothing of it back.
        await UnlessGoneAsync(() => ReleaseAsync(connection)).ConfigureAwait(false);
    }

    /// <summary>Requests that were added meanwhile and that this association can carry.</summary>
    private async Task<List<DicomRequest>> MoreAsync(DicomClientConnection connection, int sent, CancellationToken cancellationToken)
    {
        if (_requests.IsEmpty && ClientOptions.AssociationLingerTimeoutInMs > 0)
            await Task.Delay(ClientOptions.AssociationLingerTimeoutInMs, cancellationToken).ConfigureAwait(false);
        var more = new List<DicomRequest>();
        var most = (ClientOptions.MaximumNumberOfRequestsPerAssociation ?? int.MaxValue) - sent;
        while (more.Count < most && _requests.TryPeek(out var next) && connection.Carries(next) && _requests.TryDequeue(out var request))
            more.Add(request);
        return more;
    }

    private async Task ReleaseAsync(DicomClientConnection connection)
    {
        await connection.SendAssociationReleaseRequestAsync().ConfigureAwait(false);
        await connection.Released.WaitAsync(TimeSpan.FromMilliseconds(ClientOptions.AssociationReleaseTimeoutInMs)).ConfigureAwait(false);
        AssociationReleased?.Invoke(this, EventArgs.Empty);
    }

    private async Task UnlessGoneAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or IOException or ObjectDisposedException
            or DicomNetworkException or OperationCanceledException)
        {
            Log.ConnectionFailed(Logger, Host, exception.Message);
        }
    }

    internal void OnTimedOut(DicomRequest request, TimeSpan timeout) =>
        RequestTimedOut?.Invoke(this, new RequestTimedOutEventArgs(request, timeout));
}
