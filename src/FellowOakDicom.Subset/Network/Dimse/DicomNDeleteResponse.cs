namespace FellowOakDicom.Network;

/// <summary>The answer to N-DELETE (PS3.7 section 10.1.6).</summary>
public sealed class DicomNDeleteResponse : DicomResponse
{
    public DicomNDeleteResponse(DicomDataset command)
        : base(command)
    {
    }

    public DicomNDeleteResponse(DicomNDeleteRequest request, DicomStatus status)
        : base(request, status)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.SOPInstanceUID.UID.Length > 0)
            Command.AddOrUpdate(DicomTag.AffectedSOPInstanceUID, request.SOPInstanceUID);
    }

    public DicomUID SOPInstanceUID => ReadUid(DicomTag.AffectedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);
}
