namespace FellowOakDicom.Network;

/// <summary>Tells that the peer ended the association with A-ABORT (PS3.8 section 9.3.8) before everything was answered.</summary>
public sealed class DicomAssociationAbortedException(DicomAbortSource abortSource, DicomAbortReason abortReason)
    : DicomNetworkException($"The peer aborted the association [source: {abortSource}; reason: {abortReason}].")
{
    public DicomAbortSource AbortSource { get; } = abortSource;

    public DicomAbortReason AbortReason { get; } = abortReason;
}
