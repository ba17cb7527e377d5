namespace FellowOakDicom.Network;

/// <summary>What became of a proposed presentation context (PS3.8 table 9-18).</summary>
public enum DicomPresentationContextResult : byte
{
    Proposed = 255,
    Accept = 0,
    RejectUser = 1,
    RejectNoReason = 2,
    RejectAbstractSyntaxNotSupported = 3,
    RejectTransferSyntaxesNotSupported = 4,
}
