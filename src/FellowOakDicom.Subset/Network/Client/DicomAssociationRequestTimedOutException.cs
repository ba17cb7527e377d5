namespace FellowOakDicom.Network.Client;

/// <summary>Tells that a peer took the connection but did not answer the association request.</summary>
public sealed class DicomAssociationRequestTimedOutException(int timeoutInMs)
    : DicomNetworkException($"The peer did not answer the association request within {timeoutInMs} ms.")
{
    public int TimeoutInMs { get; } = timeoutInMs;
}
