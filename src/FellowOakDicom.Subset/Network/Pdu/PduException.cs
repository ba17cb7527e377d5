namespace FellowOakDicom.Network.Pdu;

/// <summary>Says that the peer broke the protocol, and which abort reason of PS3.8 table 9-26 answers it.</summary>
internal sealed class PduException(DicomAbortReason reason, string message) : DicomNetworkException(message)
{
    public DicomAbortReason Reason { get; } = reason;

    public static PduException Invalid(string message) => new(DicomAbortReason.InvalidPDUParameter, message);
}
