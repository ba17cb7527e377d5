namespace FellowOakDicom.Network;

/// <summary>Tells that one request cannot be sent on this association, while the others can: it is answered with a status of our own.</summary>
internal sealed class UnsendableException : DicomNetworkException
{
    public UnsendableException(DicomStatus status, string message)
        : base(message) => Status = status;

    public UnsendableException(DicomStatus status, string message, Exception innerException)
        : base(message, innerException) => Status = status;

    public DicomStatus Status { get; }
}
