using System.Net;
using System.Net.Sockets;

namespace FellowOakDicom.Network;

/// <summary>A TCP connection, plain or with TLS around it.</summary>
internal sealed class TcpNetworkStream : INetworkStream
{
    private readonly Socket _socket;
    private readonly Stream _stream;

    private TcpNetworkStream(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
        (RemoteHost, RemotePort) = Name(socket.RemoteEndPoint);
        (LocalHost, LocalPort) = Name(socket.LocalEndPoint);
    }

    public string RemoteHost { get; }

    public string LocalHost { get; }

    public int RemotePort { get; }

    public int LocalPort { get; }

    /// <summary>Takes the socket over; it is closed with the stream, and at once where the TLS handshake fails.</summary>
    public static TcpNetworkStream Over(Socket socket, DicomServiceOptions options, NetworkLimits limits, Func<Stream, Stream>? secure)
    {
        try
        {
            socket.NoDelay = options.TcpNoDelay;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            if (options.TcpReceiveBufferSize is { } receive)
                socket.ReceiveBufferSize = receive;
            if (options.TcpSendBufferSize is { } send)
                socket.SendBufferSize = send;
            var plain = new NetworkStream(socket, ownsSocket: true);
            plain.WriteTimeout = (int)limits.Write.TotalMilliseconds;
            return new TcpNetworkStream(socket, secure is null ? plain : secure(plain));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Stream AsStream() => _stream;

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private static (string Host, int Port) Name(EndPoint? point) =>
        point is IPEndPoint ip ? (ip.Address.ToString(), ip.Port) : ("", 0);
}
