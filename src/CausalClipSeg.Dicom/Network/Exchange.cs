using System.Net.Sockets;
using System.Security.Authentication;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;

namespace CausalClipSeg.Dicom.Network;

/// <summary>
/// One association of ours: its requests go out, and whatever keeps them from being answered becomes a sentence. A request that is not
/// answered in time aborts the association, since a late answer must never meet the next request.
/// </summary>
internal sealed class Exchange : IDisposable
{
    private readonly PacsDestination _destination;
    private readonly IDicomClient _client;
    private readonly CancellationTokenSource _silence = new();

    public Exchange(PacsDestination destination)
    {
        _destination = destination;
        _client = DicomClientFactory.Create(destination.Host, destination.Port, destination.Tls is { } tls ? new TlsInitiator(tls.ClientOptions()) : null, destination.CallingAe, destination.CalledAe);
        _client.ClientOptions.AssociationRequestTimeoutInMs = (int)destination.Timeout.TotalMilliseconds;
        _client.ServiceOptions.RequestTimeout = destination.Timeout;
        _client.AssociationAccepted += (_, accepted) =>
        {
            Association = accepted.Association;
            _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        };
    }

    /// <summary>What was negotiated; null where the peer did not accept.</summary>
    public DicomAssociation? Association { get; private set; }

    public IDicomClient Client => _client;

    /// <summary>Whether the association was given up because an answer did not come.</summary>
    public bool TimedOut => _silence.IsCancellationRequested;

    /// <returns>Null where the association ran to its end, else why not.</returns>
    public async Task<PeerFailure?> RunAsync(IReadOnlyCollection<DicomRequest> requests, CancellationToken cancellation)
    {
        foreach (var request in requests)
            request.OnTimeout += (_, _) => _silence.Cancel();
        // The connection and its handshake have no limit of their own in every version of the library.
        _silence.CancelAfter(_destination.Timeout * 2);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _silence.Token);
        try
        {
            await _client.AddRequestsAsync(requests).ConfigureAwait(false);
            await _client.SendAsync(limit.Token, DicomClientCancellationMode.ImmediatelyAbortAssociation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            return TimedOut ? Silence() : null;
        }
        catch (DicomAssociationRejectedException rejected)
        {
            // It says something of the two titles and of how busy the peer is, and nothing of the objects: they can go when its administrator has let us in.
            return new PeerFailure(false, $"{_destination} rejects the association: {rejected.RejectReason}.");
        }
        catch (Exception failure) when (failure.GetBaseException() is AuthenticationException)
        {
            return new PeerFailure(false, $"The TLS handshake with {_destination} failed: {failure.GetBaseException().Message} Check the certificates of both sides.");
        }
        catch (Exception failure) when (failure is DicomNetworkException or IOException or SocketException
            or DicomAssociationAbortedException or DicomAssociationRequestTimedOutException or AggregateException)
        {
            return TimedOut ? Silence() : new PeerFailure(false, $"{_destination} does not answer: {failure.GetBaseException().Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Silence();
        }
    }

    public void Dispose() => _silence.Dispose();

    private PeerFailure Silence() => new(false, $"{_destination} did not answer within {_destination.Timeout.TotalSeconds:0.#} s; the association was aborted.");
}
