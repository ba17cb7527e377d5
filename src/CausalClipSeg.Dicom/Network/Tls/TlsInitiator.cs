using System.Net.Security;
using FellowOakDicom.Network.Tls;

namespace CausalClipSeg.Dicom.Network;

/// <summary>TLS to a peer, whose certificate has to bear the name or address that it is reached by.</summary>
internal sealed class TlsInitiator(SslClientAuthenticationOptions options) : ITlsInitiator
{
    public Stream InitiateTls(Stream plainStream, string remoteAddress, int remotePort)
    {
        var secure = new SslStream(plainStream);
        return TlsHandshake.Of(plainStream, secure, () => secure.AuthenticateAsClient(Named(remoteAddress)));
    }

    /// <summary>Options belong to one connection at a time.</summary>
    private SslClientAuthenticationOptions Named(string peer) => new()
    {
        TargetHost = peer,
        ClientCertificateContext = options.ClientCertificateContext,
        EnabledSslProtocols = options.EnabledSslProtocols,
        RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
    };
}
