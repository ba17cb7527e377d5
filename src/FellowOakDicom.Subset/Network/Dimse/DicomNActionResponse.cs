namespace FellowOakDicom.Network;

/// <summary>The answer to N-ACTION (PS3.7 section 10.1.4).</summary>
public sealed class DicomNActionResponse : DicomResponse
{
    public DicomNActionResponse(DicomDataset command)
        : base(command)
    {
    }

    public DicomNActionResponse(DicomNActionRequest request, DicomStatus status)
        : base(request, status)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.SOPInstanceUID.UID.Length > 0)
            Command.AddOrUpdate(DicomTag.AffectedSOPInstanceUID, request.SOPInstanceUID);
        Command.AddOrUpdate(DicomTag.ActionTypeID, request.ActionTypeID);
    }

    public DicomUID SOPInstanceUID => ReadUid(DicomTag.AffectedSOPInstanceUID) ?? new DicomUID("", "Unknown", DicomUidType.SOPInstance);

    public ushort ActionTypeID => Command.GetSingleValueOrDefault<ushort>(DicomTag.ActionTypeID, 0);
}
