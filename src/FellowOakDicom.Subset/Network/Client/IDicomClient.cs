using FellowOakDicom.Network.Client.EventArguments;
using FellowOakDicom.Network.Tls;
using Microsoft.Extensions.Logging;

namespace FellowOakDicom.Network.Client;

/// <summary>The requesting application entity: it collects requests and sends them over an association of their own.</summary>
public interface IDicomClient
{
    string Host { get; }

    int Port { get; }

    ITlsInitiator? TlsInitiator { get; }

    string CallingAe { get; }

    string CalledAe { get; }

    /// <summary>Whether requests wait to be sent.</summary>
    bool IsSendRequired { get; }

    /// <summary>Contexts to propose beside those that the requests call for.</summary>
    List<DicomPresentationContext> AdditionalPresentationContexts { get; set; }

    DicomClientCStoreRequestHandler? OnCStoreRequest { get; set; }

    DicomClientNEventReportRequestHandler? OnNEventReportRequest { get; set; }

    DicomServiceOptions ServiceOptions { get; }

    DicomClientOptions ClientOptions { get; }

    ILogger Logger { get; set; }

    event EventHandler<AssociationAcceptedEventArgs>? AssociationAccepted;

    event EventHandler<AssociationRejectedEventArgs>? AssociationRejected;

    event EventHandler? AssociationReleased;

    event EventHandler<RequestTimedOutEventArgs>? RequestTimedOut;

    /// <summary>Proposes that several requests may wait for their answers (PS3.7 annex D.3.3.3); 0 is no limit.</summary>
    void NegotiateAsyncOps(int invoked = 0, int performed = 0);

    Task AddRequestAsync(DicomRequest dicomRequest);

    Task AddRequestsAsync(IEnumerable<DicomRequest> dicomRequests);

    /// <summary>Sends what was added, over as many associations as it takes; returns when all is answered and released.</summary>
    Task SendAsync(CancellationToken cancellationToken = default,
        DicomClientCancellationMode cancellationMode = DicomClientCancellationMode.ImmediatelyReleaseAssociation);
}
