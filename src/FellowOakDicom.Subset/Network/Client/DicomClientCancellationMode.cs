namespace FellowOakDicom.Network.Client;

/// <summary>How an association ends whose sending is cancelled.</summary>
public enum DicomClientCancellationMode
{
    ImmediatelyReleaseAssociation,
    ImmediatelyAbortAssociation,
}
