using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace CausalClipSeg.Reports.Mllp;

/// <summary>Sends messages as a RIS would and waits for each answer; used by the demo, the tests and operators.</summary>
public sealed class MllpClient : IDisposable
{
    private const int MaxReplyBytes = 1024 * 1024;

    private readonly TcpClient _client;
    private readonly Stream _stream;
    private readonly MllpFrameReader _frames;

    private MllpClient(TcpClient client, Stream stream)
    {
        _client = client;
        _stream = stream;
        _frames = new(PipeReader.Create(stream), MaxReplyBytes, _ => { });
    }

    public static async Task<MllpClient> ConnectAsync(IPEndPoint endpoint, SslClientAuthenticationOptions? tls = null, CancellationToken cancellation = default)
    {
        var client = new TcpClient(endpoint.AddressFamily) { NoDelay = true };
        MllpClient? connected = null;
        try
        {
            await client.ConnectAsync(endpoint, cancellation);
            Stream stream = client.GetStream();
            if (tls is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsClientAsync(tls, cancellation);
                stream = secure;
            }

            return connected = new(client, stream);
        }
        finally
        {
            if (connected is null) client.Dispose();
        }
    }

    /// <summary>One message, one answer, on a connection of its own.</summary>
    public static async Task<byte[]> SendAsync(IPEndPoint endpoint, ReadOnlyMemory<byte> message, CancellationToken cancellation = default)
    {
        using var client = await ConnectAsync(endpoint, null, cancellation);
        return await client.SendAsync(message, cancellation);
    }

    public async Task<byte[]> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation = default)
    {
        await _stream.WriteAsync(MllpFrame.Wrap(message.Span), cancellation);
        var reply = await _frames.ReadAsync(cancellation);
        return reply?.Content ?? throw new IOException("The listener closed the connection without an answer; the message may not have been stored, send it again.");
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }
}
