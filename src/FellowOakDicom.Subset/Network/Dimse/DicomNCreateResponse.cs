namespace FellowOakDicom.Network;

/// <summary>The answer to N-CREATE (PS3.7 section 10.1.5).</summary>
public sealed class DicomNCreateResponse : DicomResponse
{
    public DicomNCreateResponse(DicomDataset command)
        : base(command)
    {
    }

    public DicomNCreateResponse(DicomNCreateRequest request, DicomStatus status)
        : base(request, status)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.SOPInstanceUID.UID.Length > 0)
            Command.AddOrUpdate(DicomTag.AffectedSOPInstanceUID, request.SOPInstanceUID);
    }

    public DicomUID SOPInstanceUID => ReadUid(DicomTag.AffectedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);
}
