namespace FellowOakDicom.Network;

/// <summary>Asks a peer for attributes of an object (PS3.7 section 10.1.2).</summary>
public sealed class DicomNGetRequest : DicomRequest
{
    public DicomNGetRequest(DicomUID requestedClassUid, DicomUID requestedInstanceUid)
        : base(DicomCommandField.NGetRequest, requestedClassUid)
    {
        SOPInstanceUID = requestedInstanceUid;
    }

    public DicomNGetRequest(DicomDataset command)
        : base(command)
    {
    }

    public delegate void ResponseDelegate(DicomNGetRequest request, DicomNGetResponse response);

    public ResponseDelegate? OnResponseReceived { get; set; }

    public DicomUID SOPInstanceUID
    {
        get => ReadUid(DicomTag.RequestedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);
        private set => Command.AddOrUpdate(DicomTag.RequestedSOPInstanceUID, value);
    }

    private protected override DicomTag SOPClassTag => DicomTag.RequestedSOPClassUID;

    protected internal override void PostResponse(DicomService service, DicomResponse response) =>
        OnResponseReceived?.Invoke(this, (DicomNGetResponse)response);

    internal override DicomResponse CreateResponse(DicomStatus status) => new DicomNGetResponse(this, status);

    internal override DicomResponse CreateResponse(DicomDataset command) => new DicomNGetResponse(command);
}
