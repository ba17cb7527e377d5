using System.Net.Security;

namespace FellowOakDicom.Network.Tls;

/// <summary>A handshake that a silent peer cannot draw out.</summary>
internal static class TlsHandshake
{
    public static SslStream Within(TimeSpan limit, Stream plain, SslStream secure, Action handshake)
    {
        var (read, write) = (plain.ReadTimeout, plain.WriteTimeout);
        try
        {
            plain.ReadTimeout = plain.WriteTimeout = (int)limit.TotalMilliseconds;
            handshake();
            plain.ReadTimeout = read;
            plain.WriteTimeout = write;
            return secure;
        }
        catch
        {
            secure.Dispose();
            throw;
        }
    }
}
