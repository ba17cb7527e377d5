using System.Net.Security;
using FellowOakDicom.Network.Tls;

namespace CausalClipSeg.Dicom.Network;

/// <summary>TLS on a connection that a peer opened, with the certificate that is in force then; that of the DICOM library keeps one for ever and shows no authorities in between.</summary>
internal sealed class TlsAcceptor(ITlsIdentity identity) : ITlsAcceptor
{
    public Stream AcceptTls(Stream encryptedStream, string remoteAddress, int localPort)
    {
        var secure = new SslStream(encryptedStream);
        return TlsHandshake.Of(encryptedStream, secure, () => secure.AuthenticateAsServer(identity.ServerOptions()));
    }
}
