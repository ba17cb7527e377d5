using System.Net.Security;

namespace CausalClipSeg.Dicom.Network;

/// <summary>A handshake that a silent or slow peer cannot draw out: the limit is for all of it.</summary>
internal static class TlsHandshake
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <exception cref="IOException">The peer went away or was too slow.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">One side does not believe the other, or they have no version in common.</exception>
    public static SslStream Of(SslStream secure, Func<CancellationToken, Task> handshake)
    {
        using var clock = new CancellationTokenSource(Limit);
        try
        {
            // The library asks for the stream on a thread that may wait.
            handshake(clock.Token).GetAwaiter().GetResult();
            return secure;
        }
        catch (OperationCanceledException late)
        {
            secure.Dispose();
            throw new IOException($"The TLS handshake did not end within {Limit.TotalSeconds:0.###} s.", late);
        }
        catch
        {
            secure.Dispose();
            throw;
        }
    }
}
