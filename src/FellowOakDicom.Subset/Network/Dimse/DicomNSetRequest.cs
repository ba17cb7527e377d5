namespace FellowOakDicom.Network;

/// <summary>Asks a peer to change attributes of an object (PS3.7 section 10.1.3).</summary>
public sealed class DicomNSetRequest : DicomRequest
{
    public DicomNSetRequest(DicomUID requestedClassUid, DicomUID requestedInstanceUid)
        : base(DicomCommandField.NSetRequest, requestedClassUid)
    {
        SOPInstanceUID = requestedInstanceUid;
    }

    public DicomNSetRequest(DicomDataset command)
        : base(command)
    {
    }

    public delegate void ResponseDelegate(DicomNSetRequest request, DicomNSetResponse response);

    public ResponseDelegate? OnResponseReceived { get; set; }

    public DicomUID SOPInstanceUID
    {
        get => ReadUid(DicomTag.RequestedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);
        private set => Command.AddOrUpdate(DicomTag.RequestedSOPInstanceUID, value);
    }

    private protected override DicomTag SOPClassTag => DicomTag.RequestedSOPClassUID;

    protected internal override void PostResponse(DicomService service, DicomResponse response) =>
        OnResponseReceived?.Invoke(this, (DicomNSetResponse)response);

    internal override DicomResponse CreateResponse(DicomStatus status) => new DicomNSetResponse(this, status);

    internal override DicomResponse CreateResponse(DicomDataset command) => new DicomNSetResponse(command);
}
