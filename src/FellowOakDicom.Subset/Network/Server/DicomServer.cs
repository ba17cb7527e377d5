using System.Net;
using System.Net.Sockets;
using System.Text;
using FellowOakDicom.Network.Tls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FellowOakDicom.Network;

/// <summary>Listens on a port and runs a service of type <typeparamref name="T"/> for each connection.</summary>
internal sealed class DicomServer<T>(IServiceScopeFactory scopes, ILogger logger) : IDicomServer
    where T : DicomService, IDicomServiceProvider
{
    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _stopping = new();
    private Socket? _listener;

    public required string IPAddress { get; init; }

    public required int Port { get; init; }

    public required Encoding FallbackEncoding { get; init; }

    public ITlsAcceptor? TlsAcceptor { get; init; }

    public object? UserState { get; init; }

    public int MaxClientsAllowed { get; init; }

    public bool IsListening { get; private set; }

    public Exception? Exception { get; private set; }

    public DicomServiceOptions Options { get; } = new();

    public ILogger Logger { get; set; } = logger;

    /// <summary>Binds before it returns, so that a client may connect at once.</summary>
    public void Start()
    {
        try
        {
            var point = new IPEndPoint(System.Net.IPAddress.Parse(IPAddress), Port);
            _listener = new Socket(point.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (point.Address.Equals(System.Net.IPAddress.IPv6Any))
                _listener.DualMode = true;
            _listener.Bind(point);
            _listener.Listen(512);
            IsListening = true;
            Log.Listening(Logger, IPAddress, Port);
            _ = AcceptAsync(_listener, _stopping.Token);
        }
        catch (Exception exception) when (exception is SocketException or FormatException or ArgumentOutOfRangeException)
        {
            Exception = exception;
            _listener?.Dispose();
        }
    }

    public void Stop()
    {
        IsListening = false;
        _listener?.Dispose();
        _stopping.Cancel();
    }

    public void Dispose() => Stop();

    private async Task AcceptAsync(Socket listener, CancellationToken stopping)
    {
        using var places = new SemaphoreSlim(MaxClientsAllowed > 0 ? MaxClientsAllowed : int.MaxValue);
        var serving = new List<Task>();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await places.WaitAsync(stopping).ConfigureAwait(false);
                var socket = await AcceptOneAsync(listener, stopping).ConfigureAwait(false);
                serving.RemoveAll(task => task.IsCompleted);
                serving.Add(ServeAsync(socket, places, stopping));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException || IsClosed(exception))
        {
            IsListening = false;
        }

        await Task.WhenAll(serving).ConfigureAwait(false);
    }

    /// <summary>A failed accept, as when file handles run short, must not end the server; it is told once.</summary>
    private async Task<Socket> AcceptOneAsync(Socket listener, CancellationToken stopping)
    {
        for (var told = false; ; told = true)
        {
            try
            {
                return await listener.AcceptAsync(stopping).ConfigureAwait(false);
            }
            catch (SocketException exception) when (!stopping.IsCancellationRequested && !IsClosed(exception))
            {
                if (!told)
                    Log.NotTaken(Logger, exception);
            }

            await Task.Delay(_pauseAfterFailure, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>The listener was closed while it waited: an end, not a failure.</summary>
    private static bool IsClosed(Exception exception) => exception is SocketException { SocketErrorCode: SocketError.OperationAborted };

    private async Task ServeAsync(Socket socket, SemaphoreSlim places, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            using var network = TlsAcceptor is { } acceptor
                ? await TlsHandshake.OnItsOwnThread(() => Over(socket, plain => acceptor.AcceptTls(plain, socket.RemoteEndPoint?.ToString() ?? "", Port))).ConfigureAwait(false)
                : Over(socket, null);
            await using var scope = scopes.CreateAsyncScope();
            using var service = ActivatorUtilities.CreateInstance<T>(scope.ServiceProvider, network, FallbackEncoding, Logger);
            service.Options = Options.Clone();
            service.UserState = UserState;
            await service.RunAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.NotTaken(Logger, exception);
        }
        finally
        {
            places.Release();
        }
    }

    private TcpNetworkStream Over(Socket socket, Func<Stream, Stream>? secure) => TcpNetworkStream.Over(socket, Options, NetworkLimits.Default, secure);
}
