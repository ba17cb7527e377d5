namespace FellowOakDicom.Network;

/// <summary>An acceptor of the normalized operations (PS3.7 section 10), such as those of storage commitment (PS3.4 annex J).</summary>
public interface IDicomNServiceProvider
{
    Task<DicomNActionResponse> OnNActionRequestAsync(DicomNActionRequest request);

    Task<DicomNCreateResponse> OnNCreateRequestAsync(DicomNCreateRequest request);

    Task<DicomNDeleteResponse> OnNDeleteRequestAsync(DicomNDeleteRequest request);

    Task<DicomNEventReportResponse> OnNEventReportRequestAsync(DicomNEventReportRequest request);

    Task<DicomNGetResponse> OnNGetRequestAsync(DicomNGetRequest request);

    Task<DicomNSetResponse> OnNSetRequestAsync(DicomNSetRequest request);
}
