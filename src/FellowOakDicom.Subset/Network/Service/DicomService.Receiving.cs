using System.Net.Sockets;
using FellowOakDicom.Network.Pdu;

namespace FellowOakDicom.Network;

/// <content>The life of the connection: units come in until one side has nothing more to say.</content>
public abstract partial class DicomService
{
    private Task _handling = Task.CompletedTask;

    /// <summary>Runs the connection to its end and tells the derived class how that came.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var stop = cancellationToken.UnsafeRegister(static service => ((DicomService)service!).Close(), this);
        var sending = SendRequestsAsync(_closing.Token);
        var watching = WatchTimeoutsAsync(_closing.Token);
        var failure = await ReceiveAsync().ConfigureAwait(false);
        if (failure is not null)
            Network.Log.ConnectionFailed(Logger, _network.RemoteHost, failure.Message);
        _state = ServiceState.Closing;
        Close();
        _network.Dispose();
        DiscardPartialObject();
        Guarded(() => Ended(failure), "OnConnectionClosed");
        await Task.WhenAll(sending, watching, _handling).ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Called once when the connection has ended.</summary>
    private protected virtual void Ended(Exception? failure) => (this as IDicomService)?.OnConnectionClosed(failure);

    private protected virtual Task OnAcceptedAsync() => throw Unexpected(PduType.AssociateAccept);

    private protected virtual void OnRejected(DicomAssociationRejectedException rejection) => throw Unexpected(PduType.AssociateReject);

    private protected virtual void OnReleased() => throw Unexpected(PduType.ReleaseResponse);

    private protected virtual Task OnReleaseRequestedAsync() => this is IDicomServiceProvider provider
        ? provider.OnReceiveAssociationReleaseRequestAsync()
        : SendAssociationReleaseResponseAsync();

    private async Task<Exception?> ReceiveAsync()
    {
        try
        {
            while (await _reader.ReadAsync(IdleLimit, Options.MaxPDULength).ConfigureAwait(false) is { } pdu)
                if (!await ReceiveAsync(pdu).ConfigureAwait(false))
                    return null;
            return _state is ServiceState.Closing or ServiceState.Idle ? null : new ConnectionClosedPrematurelyException();
        }
        catch (PduException exception)
        {
            await TryAbortAsync(exception.Reason).ConfigureAwait(false);
            return exception;
        }
        catch (DicomNetworkException exception) when (_state != ServiceState.Closing)
        {
            await TryAbortAsync(DicomAbortReason.NotSpecified).ConfigureAwait(false);
            return exception;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            await TryAbortAsync(DicomAbortReason.NotSpecified).ConfigureAwait(false);
            return _sendFailure;
        }
        catch (Exception exception) when (IsNetworkFailure(exception))
        {
            return _state == ServiceState.Closing ? null : exception;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever the bytes of a peer or a derived class bring about must end this connection and no other.
            Network.Log.ProviderFailed(Logger, exception, "Receiving");
            await TryAbortAsync(DicomAbortReason.NotSpecified).ConfigureAwait(false);
            return exception;
        }
    }

    private TimeSpan IdleLimit => _state switch
    {
        ServiceState.Idle => Limits.Association,
        ServiceState.Closing => Limits.Close,
        _ => Limits.Idle,
    };

    private static bool IsNetworkFailure(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or DicomNetworkException;

    /// <summary>Handles one unit; false where it was the last.</summary>
    private async ValueTask<bool> ReceiveAsync(PduFrame pdu)
    {
        switch (pdu.Type, _state)
        {
            case (PduType.Abort, _):
                ReceiveAbort(pdu);
                return false;
            case (_, ServiceState.Closing):
                return true;
            case (PduType.Data, ServiceState.Open or ServiceState.Releasing):
                await ReceiveDataAsync(pdu.Body).ConfigureAwait(false);
                return true;
            case (PduType.AssociateRequest, ServiceState.Idle) when this is IDicomServiceProvider provider:
                await ReceiveAssociationAsync(provider, pdu).ConfigureAwait(false);
                return true;
            case (PduType.AssociateAccept, ServiceState.Negotiating) when Association is { } proposed:
                AssociateParser.Accept(pdu.Body.Span, proposed);
                Open(proposed.MaxAsyncOpsInvoked);
                await OnAcceptedAsync().ConfigureAwait(false);
                return true;
            case (PduType.AssociateReject, ServiceState.Negotiating):
                _state = ServiceState.Closing;
                OnRejected(ControlPdus.ReadReject(pdu.Body.Span));
                return false;
            case (PduType.ReleaseRequest, ServiceState.Open or ServiceState.Releasing):
                await _handling.ConfigureAwait(false);
                await OnReleaseRequestedAsync().ConfigureAwait(false);
                return true;
            case (PduType.ReleaseResponse, ServiceState.Releasing):
                _state = ServiceState.Closing;
                OnReleased();
                return false;
            default:
                throw Unexpected(pdu.Type);
        }
    }

    private PduException Unexpected(PduType type) =>
        new(DicomAbortReason.UnexpectedPDU, $"The peer sent {type} while the association was {_state}; PS3.8 section 9.2 does not allow that.");

    private void ReceiveAbort(PduFrame pdu)
    {
        var (source, reason) = ControlPdus.ReadAbort(pdu.Body.Span);
        Network.Log.Aborted(Logger, Association?.CallingAE ?? "", Association?.CalledAE ?? "", source, reason);
        _state = ServiceState.Closing;
        DiscardPartialObject();
        Guarded(() => (this as IDicomService)?.OnReceiveAbort(source, reason), "OnReceiveAbort");
    }

    private async Task ReceiveAssociationAsync(IDicomServiceProvider provider, PduFrame pdu)
    {
        var association = AssociateParser.Request(pdu.Body.Span);
        association.RemoteHost = _network.RemoteHost;
        association.RemotePort = _network.RemotePort;
        Association = association;
        _state = ServiceState.Negotiating;
        if (association.Unacceptable is { } reason)
        {
            var source = reason == DicomRejectReason.ProtocolVersionNotSupported
                ? DicomRejectSource.ServiceProviderACSE
                : DicomRejectSource.ServiceUser;
            await SendAssociationRejectAsync(DicomRejectResult.Permanent, source, reason).ConfigureAwait(false);
            return;
        }

        try
        {
            await provider.OnReceiveAssociationRequestAsync(association).ConfigureAwait(false);
        }
        catch (Exception exception) when (_state == ServiceState.Negotiating && !IsNetworkFailure(exception))
        {
            Network.Log.ProviderFailed(Logger, exception, "OnReceiveAssociationRequestAsync");
            await SendAssociationRejectAsync(DicomRejectResult.Transient, DicomRejectSource.ServiceUser, DicomRejectReason.NoReasonGiven)
                .ConfigureAwait(false);
        }
    }

    private async Task TryAbortAsync(DicomAbortReason reason)
    {
        if (_state == ServiceState.Closing)
            return;
        _state = ServiceState.Closing;
        var source = reason == DicomAbortReason.NotSpecified ? DicomAbortSource.ServiceUser : DicomAbortSource.ServiceProvider;
        using var limit = new CancellationTokenSource(Limits.Close);
        try
        {
            await _writer.WriteAsync(ControlPdus.Abort(source, reason), limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsNetworkFailure(exception) || exception is OperationCanceledException)
        {
            Network.Log.ConnectionFailed(Logger, _network.RemoteHost, exception.Message);
        }
    }

    /// <summary>Runs code of the derived class that must not stop the connection's own end.</summary>
    private void Guarded(Action action, string what)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Network.Log.ProviderFailed(Logger, exception, what);
        }
    }
}
