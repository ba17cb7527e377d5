using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Network;

/// <summary>Storage commitment towards others (PS3.4 annex J): asks an archive to answer for what we sent, and reports what we answer for.</summary>
public static class CommitmentScu
{
    /// <summary>Asks; a report that the archive sends on the same association goes to <paramref name="onReport"/>, a later one comes to the storage SCP.</summary>
    /// <returns>Null where the archive took the request.</returns>
    public static async Task<PeerFailure?> RequestAsync(PacsDestination archive, string transactionUid, IReadOnlyList<InstanceReference> instances,
        Func<CommitmentReport, Task> onReport, TimeSpan linger, CancellationToken cancellation)
    {
        DicomStatus? status = null;
        using var exchange = new Exchange(archive);
        exchange.Client.ClientOptions.AssociationLingerTimeoutInMs = (int)linger.TotalMilliseconds;
        exchange.Client.OnNEventReportRequest = async request =>
        {
            if (CommitmentDatasets.ReadEvent(request.Dataset) is { } report)
                await onReport(report).ConfigureAwait(false);
            return new DicomNEventReportResponse(request, DicomStatus.Success);
        };
        var action = CommitmentDatasets.Action(transactionUid, instances);
        action.OnResponseReceived = (_, response) => status = response.Status;
        var failure = await exchange.RunAsync([action], cancellation).ConfigureAwait(false);
        return Judge(archive, status, failure);
    }

    /// <summary>Tells the asker what became of its request, on an association where we are the SCP (PS3.4 J.3.3).</summary>
    public static async Task<PeerFailure?> ReportAsync(PacsDestination asker, CommitmentReport report, CancellationToken cancellation)
    {
        DicomStatus? status = null;
        using var exchange = new Exchange(asker);
        var request = CommitmentDatasets.Event(report);
        request.PresentationContext = DicomPresentationContext.GetScpRolePresentationContext(request.SOPClassUID);
        request.OnResponseReceived = (_, response) => status = response.Status;
        var failure = await exchange.RunAsync([request], cancellation).ConfigureAwait(false);
        return Judge(asker, status, failure);
    }

    private static PeerFailure? Judge(PacsDestination peer, DicomStatus? status, PeerFailure? failure) => status switch
    {
        null => failure ?? new PeerFailure(false, $"{peer} ended the association without an answer about storage commitment."),
        { State: DicomState.Success or DicomState.Warning } => null,
        _ => new PeerFailure(status == DicomStatus.SOPClassNotSupported || status == DicomStatus.UnrecognizedOperation,
            $"{peer} does not take storage commitment: {status.Code:X4} {status.Description}."),
    };
}
