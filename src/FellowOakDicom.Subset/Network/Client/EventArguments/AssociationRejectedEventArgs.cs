namespace FellowOakDicom.Network.Client.EventArguments;

/// <summary>Why the peer rejected the association (PS3.8 section 9.3.4).</summary>
public sealed class AssociationRejectedEventArgs(DicomRejectResult result, DicomRejectSource source, DicomRejectReason reason) : EventArgs
{
    public DicomRejectResult Result { get; } = result;

    public DicomRejectSource Source { get; } = source;

    public DicomRejectReason Reason { get; } = reason;
}
