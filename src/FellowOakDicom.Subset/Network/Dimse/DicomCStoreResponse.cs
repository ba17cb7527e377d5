namespace FellowOakDicom.Network;

/// <summary>The answer to C-STORE: what became of the instance (PS3.7 section 9.1.1).</summary>
public sealed class DicomCStoreResponse : DicomResponse
{
    public DicomCStoreResponse(DicomDataset command)
        : base(command)
    {
    }

    public DicomCStoreResponse(DicomCStoreRequest request, DicomStatus status)
        : base(request, status)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.SOPInstanceUID.UID.Length > 0)
            Command.AddOrUpdate(DicomTag.AffectedSOPInstanceUID, request.SOPInstanceUID);
    }

    public DicomUID AffectedSOPInstanceUID => ReadUid(DicomTag.AffectedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);
}
