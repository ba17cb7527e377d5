using System.Diagnostics;
using System.Text;
using FellowOakDicom;
using FellowOakDicom.Network;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Dicom.Network;

/// <summary>One association of the storage SCP: who may open it, what it agrees on, and how it ends.</summary>
internal sealed partial class StorageScpService(INetworkStream stream, Encoding fallbackEncoding, ILogger logger, DicomServiceDependencies dependencies)
    : DicomService(stream, fallbackEncoding, logger, dependencies), IDicomServiceProvider, IDicomCStoreProvider, IDicomCEchoProvider, IDicomNServiceProvider
{
    private readonly Encoding _fallbackEncoding = fallbackEncoding ?? DicomEncoding.Default;
    private int _entered;
    private Activity? _span;

    private StorageScpState State => (StorageScpState)(UserState ?? throw new InvalidOperationException("The storage SCP was started without its state."));

    private string CallingAe => Association?.CallingAE.Trim() ?? "";

    public Task OnReceiveAssociationRequestAsync(DicomAssociation association)
    {
        if (State.Policy.Judge(association) is { } rejection)
        {
            Refused(Logger, association.CallingAE.Trim(), association.RemoteHost, rejection.Why);
            return TurnAwayAsync(association, rejection.Reason, rejection.Why);
        }
        if (State.IsDraining)
            return CongestedAsync(association, DicomRejectReason.TemporaryCongestion, "this process is stopping");
        if (!State.TryEnter())
            return CongestedAsync(association, DicomRejectReason.LocalLimitExceeded, $"{State.Options.MaximumAssociations} associations are open (Intake:Dicom:MaximumAssociations)");
        Volatile.Write(ref _entered, 1);
        _span = DicomTracing.Association(association);
        AssociationPolicy.Negotiate(association);
        return SendAssociationAcceptAsync(association);
    }

    public Task OnReceiveAssociationReleaseRequestAsync() => SendAssociationReleaseResponseAsync();

    public void OnReceiveAbort(DicomAbortSource source, DicomAbortReason reason) => Aborted(Logger, CallingAe, source, reason);

    public void OnConnectionClosed(Exception? exception)
    {
        if (Interlocked.Exchange(ref _entered, 0) == 1)
            State.Leave();
        DiscardUnfinished();
        _span?.Dispose();
        if (exception is not null)
            Closed(Logger, CallingAe, exception.Message);
    }

    public Task<DicomCEchoResponse> OnCEchoRequestAsync(DicomCEchoRequest request) => Task.FromResult(new DicomCEchoResponse(request, DicomStatus.Success));

    private async Task TurnAwayAsync(DicomAssociation association, DicomRejectReason reason, string why)
    {
        await SendAssociationRejectAsync(DicomRejectResult.Permanent, DicomRejectSource.ServiceUser, reason).ConfigureAwait(false);
        await State.Receiver.TurnedAwayAsync(association.CallingAE.Trim(), association.RemoteHost, why, CancellationToken.None).ConfigureAwait(false);
    }

    private Task CongestedAsync(DicomAssociation association, DicomRejectReason reason, string why)
    {
        Refused(Logger, association.CallingAE.Trim(), association.RemoteHost, why);
        return SendAssociationRejectAsync(DicomRejectResult.Transient, DicomRejectSource.ServiceProviderPresentation, reason);
    }

    [LoggerMessage(EventId = 120, Level = LogLevel.Warning, Message = "Association of {CallingAe} from {Host} refused: {Why}")]
    private static partial void Refused(ILogger logger, string callingAe, string host, string why);

    [LoggerMessage(EventId = 121, Level = LogLevel.Information, Message = "Association of {CallingAe} aborted by {Source}: {Reason}")]
    private static partial void Aborted(ILogger logger, string callingAe, DicomAbortSource source, DicomAbortReason reason);

    [LoggerMessage(EventId = 122, Level = LogLevel.Information, Message = "Association of {CallingAe} ended: {Reason}")]
    private static partial void Closed(ILogger logger, string callingAe, string reason);

    [LoggerMessage(EventId = 123, Level = LogLevel.Warning, Message = "An instance of {CallingAe} could not be received: {Reason}")]
    private static partial void Unreadable(ILogger logger, string callingAe, string reason);

    [LoggerMessage(EventId = 125, Level = LogLevel.Error, Message = "No instance is taken any more (0xA700): {Reason}")]
    private static partial void NothingTaken(ILogger logger, string reason);

    [LoggerMessage(EventId = 126, Level = LogLevel.Warning, Message = "Instances are taken again")]
    private static partial void TakenAgain(ILogger logger);

    [LoggerMessage(EventId = 127, Level = LogLevel.Warning, Message = "Storage commitment {TransactionUid} asked by {CallingAe}: {Reason}")]
    private static partial void NotCommitted(ILogger logger, string transactionUid, string callingAe, string reason);
}
