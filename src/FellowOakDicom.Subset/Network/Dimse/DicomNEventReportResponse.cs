namespace FellowOakDicom.Network;

/// <summary>The answer to N-EVENT-REPORT (PS3.7 section 10.1.1).</summary>
public sealed class DicomNEventReportResponse : DicomResponse
{
    public DicomNEventReportResponse(DicomDataset command)
        : base(command)
    {
    }

    public DicomNEventReportResponse(DicomNEventReportRequest request, DicomStatus status)
        : base(request, status)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.SOPInstanceUID.UID.Length > 0)
            Command.AddOrUpdate(DicomTag.AffectedSOPInstanceUID, request.SOPInstanceUID);
        Command.AddOrUpdate(DicomTag.EventTypeID, request.EventTypeID);
    }

    public DicomUID SOPInstanceUID => ReadUid(DicomTag.AffectedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);

    public ushort EventTypeID => Command.GetSingleValueOrDefault<ushort>(DicomTag.EventTypeID, 0);
}
