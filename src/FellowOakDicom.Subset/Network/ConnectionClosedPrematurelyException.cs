namespace FellowOakDicom.Network;

/// <summary>Tells that the peer closed the connection before the association was released.</summary>
public sealed class ConnectionClosedPrematurelyException : DicomNetworkException
{
    public ConnectionClosedPrematurelyException()
        : base("The peer closed the connection before the association was released.")
    {
    }

    public ConnectionClosedPrematurelyException(string message)
        : base(message)
    {
    }

    public ConnectionClosedPrematurelyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
