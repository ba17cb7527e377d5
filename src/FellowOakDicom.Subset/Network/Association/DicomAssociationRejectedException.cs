namespace FellowOakDicom.Network;

/// <summary>Tells that the peer answered with A-ASSOCIATE-RJ (PS3.8 section 9.3.4), and for which reason.</summary>
public sealed class DicomAssociationRejectedException(DicomRejectResult result, DicomRejectSource source, DicomRejectReason reason)
    : DicomNetworkException($"The peer rejected the association [result: {result}; source: {source}; reason: {reason}].")
{
    public DicomRejectResult RejectResult { get; } = result;

    public DicomRejectSource RejectSource { get; } = source;

    public DicomRejectReason RejectReason { get; } = reason;
}
