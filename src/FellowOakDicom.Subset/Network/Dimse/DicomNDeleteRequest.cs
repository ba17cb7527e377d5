namespace FellowOakDicom.Network;

/// <summary>Asks a peer to remove an object (PS3.7 section 10.1.6).</summary>
public sealed class DicomNDeleteRequest : DicomRequest
{
    public DicomNDeleteRequest(DicomUID requestedClassUid, DicomUID requestedInstanceUid)
        : base(DicomCommandField.NDeleteRequest, requestedClassUid)
    {
        SOPInstanceUID = requestedInstanceUid;
    }

    public DicomNDeleteRequest(DicomDataset command)
        : base(command)
    {
    }

    public delegate void ResponseDelegate(DicomNDeleteRequest request, DicomNDeleteResponse response);

    public ResponseDelegate? OnResponseReceived { get; set; }

    public DicomUID SOPInstanceUID
    {
        get => ReadUid(DicomTag.RequestedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);
        private set => Command.AddOrUpdate(DicomTag.RequestedSOPInstanceUID, value);
    }

    private protected override DicomTag SOPClassTag => DicomTag.RequestedSOPClassUID;

    protected internal override void PostResponse(DicomService service, DicomResponse response) =>
        OnResponseReceived?.Invoke(this, (DicomNDeleteResponse)response);

    internal override DicomResponse CreateResponse(DicomStatus status) => new DicomNDeleteResponse(this, status);

    internal override DicomResponse CreateResponse(DicomDataset command) => new DicomNDeleteResponse(command);
}
