namespace FellowOakDicom.Network.Tls;

/// <summary>Puts TLS on an accepted connection (PS3.15 annex B).</summary>
public interface ITlsAcceptor
{
    Stream AcceptTls(Stream encryptedStream, string remoteAddress, int localPort);
}
