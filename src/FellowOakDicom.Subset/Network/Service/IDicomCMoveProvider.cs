namespace FellowOakDicom.Network;

/// <summary>An acceptor that sends objects to a third peer (PS3.4 section C.4.2).</summary>
public interface IDicomCMoveProvider
{
    IAsyncEnumerable<DicomCMoveResponse> OnCMoveRequestAsync(DicomCMoveRequest request);
}
