using System.Net;
using System.Net.Sockets;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>A TCP proxy before a server that, while it is told to, cuts each connection after some bytes: in the middle of whatever message is passing.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private const int MostBytes = 40_000;
    private readonly TcpListener _listener;
    private readonly int _target;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile bool _isCutting;
    private int _cuts;

    public CuttingProxy(int target, int seed)
    {
        (_target, _random) = (target, new Random(seed));
        Port = FreePort.Next();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections that it has cut.</summary>
    public int Cuts => _cuts;

    /// <summary>From now on it cuts, or lets everything pass again.</summary>
    public void Cut(bool isCutting) => _isCutting = isCutting;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The listener was closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(PassAsync(near, far), PassAsync(far, near));
        }
        catch (Exception over) when (over is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two has gone; the other learns of it now.
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[8192];
        var left = Next();
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stop.Token) is var read and > 0)
            {
                if (!_isCutting)
                    left = Next();
                else if ((left -= read) <= 0)
                {
                    // Half of what came still passes.
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read / 2), _stop.Token);
                    Interlocked.Increment(ref _cuts);
                    return;
                }
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception over) when (over is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One of the two has gone.
        }
    }

    private int Next()
    {
        lock (_random)
            return 1 + _random.Next(MostBytes);
    }
}
