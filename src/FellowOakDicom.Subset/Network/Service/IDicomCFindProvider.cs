namespace FellowOakDicom.Network;

/// <summary>An acceptor that answers queries (PS3.4 section C.4.1).</summary>
public interface IDicomCFindProvider
{
    IAsyncEnumerable<DicomCFindResponse> OnCFindRequestAsync(DicomCFindRequest request);
}
