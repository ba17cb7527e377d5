namespace FellowOakDicom.Network;

/// <summary>Asks a peer to do something with an object, as storage commitment does (PS3.7 section 10.1.4).</summary>
public sealed class DicomNActionRequest : DicomRequest
{
    public DicomNActionRequest(DicomUID requestedClassUid, DicomUID requestedInstanceUid, ushort actionTypeId)
        : base(DicomCommandField.NActionRequest, requestedClassUid)
    {
        SOPInstanceUID = requestedInstanceUid;
        ActionTypeID = actionTypeId;
    }

    public DicomNActionRequest(DicomDataset command)
        : base(command)
    {
    }

    public delegate void ResponseDelegate(DicomNActionRequest request, DicomNActionResponse response);

    public ResponseDelegate? OnResponseReceived { get; set; }

    public DicomUID SOPInstanceUID
    {
        get => ReadUid(DicomTag.RequestedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);
        private set => Command.AddOrUpdate(DicomTag.RequestedSOPInstanceUID, value);
    }

    public ushort ActionTypeID
    {
        get => Command.GetSingleValueOrDefault<ushort>(DicomTag.ActionTypeID, 0);
        private set => Command.AddOrUpdate(DicomTag.ActionTypeID, value);
    }

    private protected override DicomTag SOPClassTag => DicomTag.RequestedSOPClassUID;

    protected internal override void PostResponse(DicomService service, DicomResponse response) =>
        OnResponseReceived?.Invoke(this, (DicomNActionResponse)response);

    internal override DicomResponse CreateResponse(DicomStatus status) => new DicomNActionResponse(this, status);

    internal override DicomResponse CreateResponse(DicomDataset command) => new DicomNActionResponse(command);
}
