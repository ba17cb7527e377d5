namespace FellowOakDicom.Network;

/// <summary>Tells that talking to a peer failed: not the data is at fault but the connection, the peer or its answer.</summary>
public class DicomNetworkException : DicomException
{
    public DicomNetworkException(string message)
        : base(message)
    {
    }

    public DicomNetworkException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
