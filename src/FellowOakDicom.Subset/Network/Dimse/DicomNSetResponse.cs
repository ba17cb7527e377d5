namespace FellowOakDicom.Network;

/// <summary>The answer to N-SET (PS3.7 section 10.1.3).</summary>
public sealed class DicomNSetResponse : DicomResponse
{
    public DicomNSetResponse(DicomDataset command)
        : base(command)
    {
    }

    public DicomNSetResponse(DicomNSetRequest request, DicomStatus status)
        : base(request, status)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.SOPInstanceUID.UID.Length > 0)
            Command.AddOrUpdate(DicomTag.AffectedSOPInstanceUID, request.SOPInstanceUID);
    }

    public DicomUID SOPInstanceUID => ReadUid(DicomTag.AffectedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);
}
