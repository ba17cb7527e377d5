using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CausalClipSeg.Reports.Mllp;

/// <summary>Listens for HL7 v2 over MLLP and answers each message on the open connection only after the handler has made it durable.</summary>
/// <remarks>A handler that throws leaves its message unanswered and the connection closed: the sender will send it again.</remarks>
public sealed class MllpListener : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);
    private readonly MllpOptions _options;
    private readonly Func<MllpRequest, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> _handler;
    private readonly TimeProvider _time;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private Task _accepting = Task.CompletedTask;

    public MllpListener(MllpOptions options, Func<MllpRequest, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> handler, TimeProvider? time = null)
    {
        _options = options;
        _handler = handler;
        _time = time ?? TimeProvider.System;
        _listener = new(options.Endpoint);
        // As HTTP's listener: the address of all takes both versions of IP.
        if (options.Endpoint.Address.Equals(IPAddress.IPv6Any)) _listener.Server.DualMode = true;
    }

    public IPEndPoint LocalEndpoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Begins to listen; port 0 takes any free one, which <see cref="LocalEndpoint"/> then names.</summary>
    public void Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Takes no new message and lets those in hand be answered; the token ends that patience.</summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await using var impatience = cancellation.Register(_abort.Cancel);
        await Task.WhenAll(_connections.Keys).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _listener.Dispose();
        _stopping.Dispose();
        _abort.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (await NextAsync() is { } client)
        {
            if (Refusal(client) is { } reason)
            {
                _options.OnIncident?.Invoke(new((IPEndPoint?)client.Client.RemoteEndPoint, reason));
                client.Dispose();
                continue;
            }

            Serve(client);
        }
    }

    /// <summary>A failed accept, as when file handles run short, comes again at once for as long as they do: it is told once, and waited out.</summary>
    /// <returns>Null when the listener stops.</returns>
    private async Task<TcpClient?> NextAsync()
    {
        for (var told = false; !_stopping.IsCancellationRequested; told = true)
        {
            try
            {
                return await _listener.AcceptTcpClientAsync(_stopping.Token);
            }
            catch (SocketException refused) when (!_stopping.IsCancellationRequested)
            {
                if (!told)
                    _options.OnIncident?.Invoke(new(null, $"A connection could not be accepted: {refused.Message}. Others are tried until one can."));
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or InvalidOperationException && _stopping.IsCancellationRequested)
            {
                return null;
            }

            await Task.Delay(PauseAfterFailure, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private void Serve(TcpClient client)
    {
        var connection = new MllpConnection(client, _options, _handler, _time);
        var task = Task.Run(() => connection.RunAsync(_stopping.Token, _abort.Token));
        _connections[task] = true;
        task.ContinueWith(ended =>
        {
            _connections.TryRemove(ended, out var _);
            if (ended.Exception is { } fault)
                _options.OnIncident?.Invoke(new(connection.Peer, $"A message was not answered because handling it failed ({fault.GetBaseException().GetType().Name}); the sender will send it again."));
        }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private string? Refusal(TcpClient client)
    {
        var address = ((IPEndPoint?)client.Client.RemoteEndPoint)?.Address ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (_options.AllowedPeers.Count > 0 && !_options.AllowedPeers.Any(network => network.Contains(address)))
            return "The peer is in none of the allowed networks and was refused; add its network to the allow-list if it should send.";
        return _connections.Count >= _options.MaxConnections
            ? $"{_options.MaxConnections} connections are open already, so one more was refused; raise the limit or find who keeps them open."
            : null;
    }
}
