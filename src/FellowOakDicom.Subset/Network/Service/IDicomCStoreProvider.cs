namespace FellowOakDicom.Network;

/// <summary>An acceptor that keeps objects (PS3.4 annex B).</summary>
public interface IDicomCStoreProvider
{
    /// <summary>Called with the whole object received; its temporary file lives until the returned task ends.</summary>
    Task<DicomCStoreResponse> OnCStoreRequestAsync(DicomCStoreRequest request);

    /// <summary>Called where the object could not be received, read or kept; the peer is told a failure.</summary>
    Task OnCStoreRequestExceptionAsync(string tempFileName, Exception e);
}
