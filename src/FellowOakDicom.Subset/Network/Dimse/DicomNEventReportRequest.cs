namespace FellowOakDicom.Network;

/// <summary>Tells a peer what happened to an object, as storage commitment does (PS3.7 section 10.1.1).</summary>
public sealed class DicomNEventReportRequest : DicomRequest
{
    public DicomNEventReportRequest(DicomUID affectedClassUid, DicomUID affectedInstanceUid, ushort eventTypeId)
        : base(DicomCommandField.NEventReportRequest, affectedClassUid)
    {
        SOPInstanceUID = affectedInstanceUid;
        EventTypeID = eventTypeId;
    }

    public DicomNEventReportRequest(DicomDataset command)
        : base(command)
    {
    }

    public delegate void ResponseDelegate(DicomNEventReportRequest request, DicomNEventReportResponse response);

    public ResponseDelegate? OnResponseReceived { get; set; }

    public DicomUID SOPInstanceUID
    {
        get => ReadUid(DicomTag.AffectedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);
        private set => Command.AddOrUpdate(DicomTag.AffectedSOPInstanceUID, value);
    }

    public ushort EventTypeID
    {
        get => Command.GetSingleValueOrDefault<ushort>(DicomTag.EventTypeID, 0);
        private set => Command.AddOrUpdate(DicomTag.EventTypeID, value);
    }

    protected internal override void PostResponse(DicomService service, DicomResponse response) =>
        OnResponseReceived?.Invoke(this, (DicomNEventReportResponse)response);

    internal override DicomResponse CreateResponse(DicomStatus status) => new DicomNEventReportResponse(this, status);

    internal override DicomResponse CreateResponse(DicomDataset command) => new DicomNEventReportResponse(command);
}
