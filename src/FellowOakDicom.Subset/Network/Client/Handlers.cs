namespace FellowOakDicom.Network.Client;

/// <summary>Takes the objects that a peer sends back on our association (C-GET, PS3.4 section C.4.3).</summary>
public delegate Task<DicomCStoreResponse> DicomClientCStoreRequestHandler(DicomCStoreRequest request);

/// <summary>Takes the notifications that a peer sends on our association (storage commitment, PS3.4 annex J).</summary>
public delegate Task<DicomNEventReportResponse> DicomClientNEventReportRequestHandler(DicomNEventReportRequest request);
