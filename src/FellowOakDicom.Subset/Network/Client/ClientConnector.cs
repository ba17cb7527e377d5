using System.Net.Sockets;
using System.Security.Authentication;
using FellowOakDicom.Network.Tls;

namespace FellowOakDicom.Network.Client;

/// <summary>Opens the connection to a peer, and says in a sentence why that failed.</summary>
internal static class ClientConnector
{
    public static async Task<INetworkStream> ConnectAsync(DicomClient client, CancellationToken cancellationToken)
    {
        var where = $"{client.Host}:{client.Port}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(client.ClientOptions.ConnectionTimeoutInMs);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(client.Host, client.Port, limit.Token).ConfigureAwait(false);
            return client.TlsInitiator is { } tls
                ? await TlsHandshake.OnItsOwnThread(() => Over(socket, client, plain => tls.InitiateTls(plain, client.Host, client.Port)))
                    .WaitAsync(limit.Token).ConfigureAwait(false)
                : Over(socket, client, null);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new DicomNetworkException(
                $"No connection to {where} within {client.ClientOptions.ConnectionTimeoutInMs} ms; check the host, its port and the way there.", exception);
        }
        catch (AuthenticationException exception)
        {
            throw new DicomNetworkException($"The TLS handshake with {where} failed: {exception.Message}; check the certificates.", exception);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            socket.Dispose();
            throw new DicomNetworkException($"Cannot connect to {where}: {exception.Message}; check that the peer is up and listens there.", exception);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    private static TcpNetworkStream Over(Socket socket, DicomClient client, Func<Stream, Stream>? secure) =>
        TcpNetworkStream.Over(socket, client.ServiceOptions, NetworkLimits.Default, secure);
}
