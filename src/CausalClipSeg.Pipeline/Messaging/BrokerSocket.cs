using System.Net.Sockets;
using RabbitMQ.Client;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>
/// The socket of a connection to RabbitMQ. The end of the stream is an <see cref="EndOfStreamException"/>: RabbitMQ.Client (7.2.2) takes a stream that ends within a
/// frame for one that has more to come, reads it for ever, and tells nobody that the connection is gone.
/// </summary>
internal sealed class BrokerSocket : TcpClientAdapter
{
    private BrokerSocket(Socket socket) : base(socket)
    {
    }

    /// <summary>For <see cref="ConnectionFactoryBase.SocketFactory"/>.</summary>
    public static BrokerSocket Create(AddressFamily family) => new BrokerSocket(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    /// <summary>Ends the connection as if the other side had.</summary>
    public void HangUp()
    {
        try
        {
            Client.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    public override NetworkStream GetStream() => new EndingStream(Client);

    private sealed class EndingStream(Socket socket) : NetworkStream(socket)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return read > 0 || buffer.IsEmpty ? read : throw new EndOfStreamException("RabbitMQ has closed the connection.");
        }
    }
}
