using System.Net.Security;

namespace CausalClipSeg.Dicom.Network;

/// <summary>A handshake that a silent or slow peer cannot draw out: the limit is for all of it.</summary>
internal static class TlsHandshake
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="plain">What is ended when the time is over, and the handshake with it.</param>
    /// <param name="secure">The TLS over it, which is handed back.</param>
    /// <param name="handshake">Waits in the calling thread, which is the connection's own: those of the pool belong to everybody.</param>
    /// <exception cref="IOException">The peer went away or was too slow.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">One side does not believe the other, or they have no version in common.</exception>
    public static SslStream Of(Stream plain, SslStream secure, Action handshake)
    {
        var isOver = false;
        using var clock = new Timer(_ => { Volatile.Write(ref isOver, true); plain.Dispose(); }, null, Limit, Timeout.InfiniteTimeSpan);
        try
        {
            handshake();
            return secure;
        }
        catch (Exception failure)
        {
            secure.Dispose();
            if (Volatile.Read(ref isOver))
                throw new IOException($"The TLS handshake did not end within {Limit.TotalSeconds:0.###} s.", failure);
            throw;
        }
    }
}
