namespace FellowOakDicom.Network;

/// <summary>The answer to N-GET (PS3.7 section 10.1.2).</summary>
public sealed class DicomNGetResponse : DicomResponse
{
    public DicomNGetResponse(DicomDataset command)
        : base(command)
    {
    }

    public DicomNGetResponse(DicomNGetRequest request, DicomStatus status)
        : base(request, status)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.SOPInstanceUID.UID.Length > 0)
            Command.AddOrUpdate(DicomTag.AffectedSOPInstanceUID, request.SOPInstanceUID);
    }

    public DicomUID SOPInstanceUID => ReadUid(DicomTag.AffectedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);
}
