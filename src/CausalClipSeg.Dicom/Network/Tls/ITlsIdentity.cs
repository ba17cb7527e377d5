using System.Net.Security;

namespace CausalClipSeg.Dicom.Network;

/// <summary>Who we are and whom we believe on TLS connections (PS3.15 annex B.9 to B.12). Asked anew for each connection, since certificates are renewed while connections come and go.</summary>
public interface ITlsIdentity
{
    /// <summary>For who connects; the name of whom it connects to is still to be set.</summary>
    /// <exception cref="InvalidDataException">A certificate, its key or the authorities cannot be read.</exception>
    SslClientAuthenticationOptions ClientOptions();

    /// <summary>For who listens.</summary>
    /// <exception cref="InvalidDataException">A certificate, its key or the authorities cannot be read, or there is none.</exception>
    SslServerAuthenticationOptions ServerOptions();
}
