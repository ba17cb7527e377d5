namespace FellowOakDicom.Network;

/// <summary>Asks a peer to send objects back on this association (PS3.7 section 9.1.3, PS3.4 section C.4.3).</summary>
public sealed class DicomCGetRequest : DicomRequest
{
    public DicomCGetRequest(string studyInstanceUid, DicomPriority priority = DicomPriority.Medium)
        : this(QueryLevel.Retrieval(studyInstanceUid, null, null), priority)
    {
    }

    public DicomCGetRequest(string studyInstanceUid, string seriesInstanceUid, DicomPriority priority = DicomPriority.Medium)
        : this(QueryLevel.Retrieval(studyInstanceUid, seriesInstanceUid, null), priority)
    {
    }

    public DicomCGetRequest(string studyInstanceUid, string seriesInstanceUid, string sopInstanceUid,
        DicomPriority priority = DicomPriority.Medium)
        : this(QueryLevel.Retrieval(studyInstanceUid, seriesInstanceUid, sopInstanceUid), priority)
    {
    }

    public DicomCGetRequest(DicomDataset command)
        : base(command)
    {
    }

    private DicomCGetRequest(DicomDataset identifier, DicomPriority priority)
        : base(DicomCommandField.CGetRequest, DicomUID.StudyRootQueryRetrieveInformationModelGet, priority)
    {
        Dataset = identifier;
    }

    public delegate void ResponseDelegate(DicomCGetRequest request, DicomCGetResponse response);

    public ResponseDelegate? OnResponseReceived { get; set; }

    protected internal override void PostResponse(DicomService service, DicomResponse response) =>
        OnResponseReceived?.Invoke(this, (DicomCGetResponse)response);

    internal override DicomResponse CreateResponse(DicomStatus status) => new DicomCGetResponse(this, status);

    internal override DicomResponse CreateResponse(DicomDataset command) => new DicomCGetResponse(command);
}
