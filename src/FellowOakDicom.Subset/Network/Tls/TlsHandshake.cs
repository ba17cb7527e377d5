using System.Net.Security;

namespace FellowOakDicom.Network.Tls;

/// <summary>A handshake that a silent or slow peer cannot draw out: the limit is for all of it.</summary>
internal static class TlsHandshake
{
    public static SslStream Within(TimeSpan limit, Stream plain, SslStream secure, Action handshake)
    {
        using var clock = new Timer(stream => ((Stream)stream!).Dispose(), plain, limit, Timeout.InfiniteTimeSpan);
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            handshake();
            return secure;
        }
        catch (Exception failure)
        {
            secure.Dispose();
            if (failure is IOException or ObjectDisposedException && TimeProvider.System.GetElapsedTime(started) >= limit)
                throw new IOException($"The TLS handshake did not end within {limit.TotalSeconds:0.###} s.", failure);
            throw;
        }
    }

    /// <summary>Handshakes wait inside their thread, so each has one of its own: those of the pool belong to everybody.</summary>
    public static Task<T> OnItsOwnThread<T>(Func<T> connect) =>
        Task.Factory.StartNew(connect, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
