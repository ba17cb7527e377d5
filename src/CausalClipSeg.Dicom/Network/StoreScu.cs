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
        var request = new DicomCStoreRequest(file) { OnResponseReceived = (_, response) => answer = response };
        if (await ExchangeAsync(destination, request, cancellation).ConfigureAwait(false) is { } failure)
            return failure;
        return answer is null ? NoAnswer(destination) : Judge(destination, answer.Status, file);
    }

    /// <summary>Verification (PS3.4 annex A).</summary>
    public static async Task<StoreResult> EchoAsync(PacsDestination destination, CancellationToken cancellation)
    {
        DicomCEchoResponse? answer = null;
        var request = new DicomCEchoRequest { OnResponseReceived = (_, response) => answer = response };
        if (await ExchangeAsync(destination, request, cancellation).ConfigureAwait(false) is { } failure)
            return failure;
        return answer is null ? NoAnswer(destination) : Judge(destination, answer.Status, null);
    }

    /// <returns>Null when the exchange took place, else why it did not.</returns>
    private static async Task<StoreResult?> ExchangeAsync(PacsDestination destination, DicomRequest request, CancellationToken cancellation)
    {
        var client = DicomClientFactory.Create(destination.Host, destination.Port, false, destination.CallingAe, destination.CalledAe);
        client.ClientOptions.AssociationRequestTimeoutInMs = (int)destination.Timeout.TotalMilliseconds;
        client.ServiceOptions.RequestTimeout = destination.Timeout;
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

    /// <summary>PS3.4 table B.2-1: 0000 and Bxxx are stored; A7xx may pass; A9xx, Cxxx and a refused presentation context will not.</summary>
    private static StoreResult Judge(PacsDestination destination, DicomStatus status, DicomFile? file)
    {
        var stored = status.State is DicomState.Success or DicomState.Warning;
        var transient = (status.Code & 0xFF00) == 0xA700;
        var context = status == DicomStatus.SOPClassNotSupported && file is not null
            ? $" The presentation context of {file.Dataset.GetSingleValue<DicomUID>(DicomTag.SOPClassUID).Name} was refused." : "";
        return new StoreResult(stored, status.Code, !stored && !transient, $"{destination}: {status.Code:X4} {status.Description}{Comment(status)}{context}");
    }

    private static string Comment(DicomStatus status) => string.IsNullOrWhiteSpace(status.ErrorComment) ? "" : $" ({status.ErrorComment})";
}
