namespace FellowOakDicom.Network;

/// <summary>Asks a peer to make an object (PS3.7 section 10.1.5).</summary>
public sealed class DicomNCreateRequest : DicomRequest
{
    public DicomNCreateRequest(DicomUID affectedClassUid, DicomUID affectedInstanceUid)
        : base(DicomCommandField.NCreateRequest, affectedClassUid)
    {
        SOPInstanceUID = affectedInstanceUid;
    }

    public DicomNCreateRequest(DicomDataset command)
        : base(command)
    {
    }

    public delegate void ResponseDelegate(DicomNCreateRequest request, DicomNCreateResponse response);

    public ResponseDelegate? OnResponseReceived { get; set; }

    public DicomUID SOPInstanceUID
    {
        get => ReadUid(DicomTag.AffectedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);
        private set => Command.AddOrUpdate(DicomTag.AffectedSOPInstanceUID, value);
    }

    protected internal override void PostResponse(DicomService service, DicomResponse response) =>
        OnResponseReceived?.Invoke(this, (DicomNCreateResponse)response);

    internal override DicomResponse CreateResponse(DicomStatus status) => new DicomNCreateResponse(this, status);

    internal override DicomResponse CreateResponse(DicomDataset command) => new DicomNCreateResponse(command);
}
