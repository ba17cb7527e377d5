namespace FellowOakDicom.Network.Tls;

/// <summary>Puts TLS on a connection that we opened (PS3.15 annex B).</summary>
public interface ITlsInitiator
{
    Stream InitiateTls(Stream plainStream, string remoteAddress, int remotePort);
}
