namespace FellowOakDicom.Network;

/// <summary>What both ends of an association are told about its end.</summary>
public interface IDicomService
{
    void OnReceiveAbort(DicomAbortSource source, DicomAbortReason reason);

    void OnConnectionClosed(Exception? exception);
}
