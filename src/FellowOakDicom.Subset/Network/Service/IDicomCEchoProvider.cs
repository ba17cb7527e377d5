namespace FellowOakDicom.Network;

/// <summary>An acceptor that answers C-ECHO (PS3.4 annex A).</summary>
public interface IDicomCEchoProvider
{
    Task<DicomCEchoResponse> OnCEchoRequestAsync(DicomCEchoRequest request);
}
