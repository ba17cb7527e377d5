using System.Net.Security;
using FellowOakDicom.Network.Tls;

namespace CausalClipSeg.Dicom.Network;

/// <summary>TLS on a connection that a peer opened, as the options say; that of the DICOM library shows no authorities in between.</summary>
internal sealed class TlsAcceptor(SslServerAuthenticationOptions options) : ITlsAcceptor
{
    public Stream AcceptTls(Stream encryptedStream, string remoteAddress, int localPort)
    {
        var secure = new SslStream(encryptedStream);
        return TlsHandshake.Of(encryptedStream, secure, () => secure.AuthenticateAsServer(options));
    }
}
