using FellowOakDicom;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;

namespace CausalClipSeg.Dicom.Network;

/// <summary>Sends instances by C-STORE and believes nothing but the peer's own status for each; a new association for every call.</summary>
public static class StoreScu
{
    public static async Task<StoreResult> SendAsync(PacsDestination destination, DicomFile file, CancellationToken cancellation)
    {
        DicomCStoreResponse? answer = null;
        DicomAssociation? association = null;
        var request = new DicomCStoreRequest(file) { OnResponseReceived = (_, response) => answer = response };
        var failure = await ExchangeAsync(destination, request, accepted => association = accepted, cancellation).ConfigureAwait(false);
        if (RefusedContext(destination, association, request.SOPClassUID) is { } refused)
            return refused;
        return failure ?? (answer is null ? NoAnswer(destination) : Judge(destination, answer.Status));
    }

    /// <summary>Verification (PS3.4 annex A).</summary>
    public static async Task<StoreResult> EchoAsync(PacsDestination destination, CancellationToken cancellation)
    {
        DicomCEchoResponse? answer = null;
        var request = new DicomCEchoRequest { OnResponseReceived = (_, response) => answer = response };
        return await ExchangeAsync(destination, request, _ => { }, cancellation).ConfigureAwait(false)
            ?? (answer is null ? NoAnswer(destination) : Judge(destination, answer.Status));
    }

    /// <returns>Null when the exchange took place, else why it did not.</returns>
    private static async Task<StoreResult?> ExchangeAsync(
        PacsDestination destination, DicomRequest request, Action<DicomAssociation> onAccepted, CancellationToken cancellation)
    {
        var client = DicomClientFactory.Create(destination.Host, destination.Port, false, destination.CallingAe, destination.CalledAe);
        client.ClientOptions.AssociationRequestTimeoutInMs = (int)destination.Timeout.TotalMilliseconds;
        client.ServiceOptions.RequestTimeout = destination.Timeout;
        client.AssociationAccepted += (_, accepted) => onAccepted(accepted.Association);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(destination.Timeout * 3);
        try
        {
            await client.AddRequestAsync(request).ConfigureAwait(false);
            await client.SendAsync(limit.Token, DicomClientCancellationMode.ImmediatelyAbortAssociation).ConfigureAwait(false);
            return null;
        }
        catch (DicomAssociationRejectedException rejected)
        {
            var permanent = rejected.RejectResult == DicomRejectResult.Permanent;
            return new StoreResult(false, null, permanent, $"{destination} rejects the association: {rejected.RejectReason}.");
        }
        catch (Exception failure) when (failure is DicomNetworkException or IOException or System.Net.Sockets.SocketException
            or DicomAssociationAbortedException or DicomAssociationRequestTimedOutException)
        {
            return new StoreResult(false, null, false, $"{destination} does not answer: {failure.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new StoreResult(false, null, false, $"{destination} did not answer within {destination.Timeout * 3}.");
        }
    }

    private static StoreResult NoAnswer(PacsDestination destination) =>
        new(false, null, false, $"{destination} ended the association without a status.");

    /// <summary>An association without a context for the object: nothing that sending again could change.</summary>
    private static StoreResult? RefusedContext(PacsDestination destination, DicomAssociation? association, DicomUID sopClass)
    {
        var contexts = association?.PresentationContexts.Where(context => context.AbstractSyntax == sopClass).ToList() ?? [];
        if (contexts.Count == 0 || contexts.Any(context => context.Result == DicomPresentationContextResult.Accept))
            return null;
        var syntaxes = string.Join(", ", contexts.SelectMany(context => context.GetTransferSyntaxes()).Select(syntax => syntax.UID.Name).Distinct());
        return new StoreResult(false, DicomStatus.SOPClassNotSupported.Code, true,
            $"{destination} refuses the presentation context {sopClass.Name} in {syntaxes} ({contexts[0].GetResultDescription()}); let its administrator enable it.");
    }

    /// <summary>PS3.4 table B.2-1: 0000 and Bxxx are stored; A7xx and a fault of the peer's own may pass; A9xx and Cxxx will not.</summary>
    private static StoreResult Judge(PacsDestination destination, DicomStatus status)
    {
        var stored = status.State is DicomState.Success or DicomState.Warning;
        var transient = (status.Code & 0xFF00) == 0xA700 || status == DicomStatus.ProcessingFailure || status == DicomStatus.ResourceLimitation;
        return new StoreResult(stored, status.Code, !stored && !transient, $"{destination}: {status.Code:X4} {status.Description}{Comment(status)}");
    }

    private static string Comment(DicomStatus status) => string.IsNullOrWhiteSpace(status.ErrorComment) ? "" : $" ({status.ErrorComment})";
}
