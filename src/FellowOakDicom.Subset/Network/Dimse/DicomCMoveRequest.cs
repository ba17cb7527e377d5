namespace FellowOakDicom.Network;

/// <summary>Asks a peer to send objects to a third one (PS3.7 section 9.1.4, PS3.4 section C.4.2).</summary>
public sealed class DicomCMoveRequest : DicomRequest
{
    public DicomCMoveRequest(string destinationAe, string studyInstanceUid, DicomPriority priority = DicomPriority.Medium)
        : this(destinationAe, QueryLevel.Retrieval(studyInstanceUid, null, null), priority)
    {
    }

    public DicomCMoveRequest(string destinationAe, string studyInstanceUid, string seriesInstanceUid, DicomPriority priority = DicomPriority.Medium)
        : this(destinationAe, QueryLevel.Retrieval(studyInstanceUid, seriesInstanceUid, null), priority)
    {
    }

    public DicomCMoveRequest(string destinationAe, string studyInstanceUid, string seriesInstanceUid, string sopInstanceUid,
        DicomPriority priority = DicomPriority.Medium)
        : this(destinationAe, QueryLevel.Retrieval(studyInstanceUid, seriesInstanceUid, sopInstanceUid), priority)
    {
    }

    public DicomCMoveRequest(DicomDataset command)
        : base(command)
    {
    }

    private DicomCMoveRequest(string destinationAe, DicomDataset identifier, DicomPriority priority)
        : base(DicomCommandField.CMoveRequest, DicomUID.StudyRootQueryRetrieveInformationModelMove, priority)
    {
        Dataset = identifier;
        DestinationAE = destinationAe;
    }

    public delegate void ResponseDelegate(DicomCMoveRequest request, DicomCMoveResponse response);

    public ResponseDelegate? OnResponseReceived { get; set; }

    public string DestinationAE
    {
        get => Command.GetSingleValueOrDefault(DicomTag.MoveDestination, "");
        private set => Command.AddOrUpdate(DicomTag.MoveDestination, value);
    }

    protected internal override void PostResponse(DicomService service, DicomResponse response) =>
        OnResponseReceived?.Invoke(this, (DicomCMoveResponse)response);

    internal override DicomResponse CreateResponse(DicomStatus status) => new DicomCMoveResponse(this, status);

    internal override DicomResponse CreateResponse(DicomDataset command) => new DicomCMoveResponse(command);
}
