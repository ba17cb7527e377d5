namespace FellowOakDicom.Network;

/// <summary>Asks a peer which patients, studies, series or objects match (PS3.7 section 9.1.2, PS3.4 section C.4.1).</summary>
public sealed class DicomCFindRequest : DicomRequest
{
    public DicomCFindRequest(DicomQueryRetrieveLevel level, DicomPriority priority = DicomPriority.Medium)
        : this(level == DicomQueryRetrieveLevel.Patient
            ? DicomUID.PatientRootQueryRetrieveInformationModelFind
            : DicomUID.StudyRootQueryRetrieveInformationModelFind, level, priority)
    {
    }

    public DicomCFindRequest(DicomUID affectedSopClassUid, DicomQueryRetrieveLevel level = DicomQueryRetrieveLevel.NotApplicable,
        DicomPriority priority = DicomPriority.Medium)
        : base(DicomCommandField.CFindRequest, affectedSopClassUid, priority) => Dataset = QueryLevel.Identifier(level);

    public DicomCFindRequest(DicomDataset command)
        : base(command)
    {
    }

    public delegate void ResponseDelegate(DicomCFindRequest request, DicomCFindResponse response);

    public ResponseDelegate? OnResponseReceived { get; set; }

    protected internal override void PostResponse(DicomService service, DicomResponse response) =>
        OnResponseReceived?.Invoke(this, (DicomCFindResponse)response);

    internal override DicomResponse CreateResponse(DicomStatus status) => new DicomCFindResponse(this, status);

    internal override DicomResponse CreateResponse(DicomDataset command) => new DicomCFindResponse(command);
}
