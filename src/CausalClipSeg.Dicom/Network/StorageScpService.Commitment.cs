using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Network;

/// <content>Storage commitment (PS3.4 annex J): as SCP for what we received, and the reports about what we sent.</content>
internal sealed partial class StorageScpService
{
    private static readonly TimeSpan AfterTheAnswer = TimeSpan.FromMilliseconds(100);

    public async Task<DicomNActionResponse> OnNActionRequestAsync(DicomNActionRequest request)
    {
        if (request.ActionTypeID != CommitmentDatasets.RequestAction)
            return new DicomNActionResponse(request, DicomStatus.NoSuchActionType);
        if (CommitmentDatasets.ReadAction(request.Dataset, CallingAe) is not { } asked)
            return new DicomNActionResponse(request, DicomStatus.InvalidArgumentValue);
        switch (await State.Receiver.CommitAsync(asked, CancellationToken.None).ConfigureAwait(false))
        {
            case CommitmentAnswer.Refused refused:
                NotCommitted(Logger, asked.TransactionUid, CallingAe, refused.Reason);
                return new DicomNActionResponse(request, DicomStatus.ProcessingFailure);
            case CommitmentAnswer.Now now:
                _ = ReportAsync(now.Report);
                break;
        }
        return new DicomNActionResponse(request, DicomStatus.Success);
    }

    public async Task<DicomNEventReportResponse> OnNEventReportRequestAsync(DicomNEventReportRequest request)
    {
        if (CommitmentDatasets.ReadEvent(request.Dataset) is not { } report)
            return new DicomNEventReportResponse(request, DicomStatus.InvalidArgumentValue);
        var isKnown = await State.Receiver.CommittedAsync(report, CancellationToken.None).ConfigureAwait(false);
        if (!isKnown)
            NotCommitted(Logger, report.TransactionUid, CallingAe, "this transaction was not ours or is closed");
        // An archive that repeats its report after we forgot has to come to an end with it as well.
        return new DicomNEventReportResponse(request, DicomStatus.Success);
    }

    public Task<DicomNCreateResponse> OnNCreateRequestAsync(DicomNCreateRequest request) =>
        Task.FromResult(new DicomNCreateResponse(request, DicomStatus.UnrecognizedOperation));

    public Task<DicomNDeleteResponse> OnNDeleteRequestAsync(DicomNDeleteRequest request) =>
        Task.FromResult(new DicomNDeleteResponse(request, DicomStatus.UnrecognizedOperation));

    public Task<DicomNGetResponse> OnNGetRequestAsync(DicomNGetRequest request) =>
        Task.FromResult(new DicomNGetResponse(request, DicomStatus.UnrecognizedOperation));

    public Task<DicomNSetResponse> OnNSetRequestAsync(DicomNSetRequest request) =>
        Task.FromResult(new DicomNSetResponse(request, DicomStatus.UnrecognizedOperation));

    /// <summary>The report follows its answer on the association where it was asked for, while that is open (PS3.4 J.3.3).</summary>
    private async Task ReportAsync(CommitmentReport report)
    {
        await Task.Delay(AfterTheAnswer).ConfigureAwait(false);
        try
        {
            await SendRequestAsync(CommitmentDatasets.Event(report)).ConfigureAwait(false);
        }
        catch (DicomNetworkException gone)
        {
            NotCommitted(Logger, report.TransactionUid, CallingAe, $"the association ended before its report: {gone.Message}");
        }
    }
}
