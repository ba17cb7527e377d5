using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports.Mllp;

/// <summary>One sender's connection: messages are handled one after another, in order, each answered before the next is taken.</summary>
internal sealed class MllpConnection(
    TcpClient client,
    MllpOptions options,
    Func<MllpRequest, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> handler,
    TimeProvider time)
{
    private readonly IPEndPoint _peer = (IPEndPoint?)client.Client.RemoteEndPoint ?? new(IPAddress.None, 0);

    public IPEndPoint Peer => _peer;

    /// <param name="stopping">Ends the wait for a next message.</param>
    /// <param name="abort">Ends a handler that a stop will wait for no longer.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        using var owned = client;
        client.NoDelay = true;
        try
        {
            await using var stream = await OpenAsync(stopping);
            await ServeAsync(stream, stopping, abort);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // A stop is no incident.
        }
        catch (OperationCanceledException)
        {
            Report($"No message for {options.IdleTimeout.TotalSeconds:0} s; the connection was closed.");
        }
        catch (IOException)
        {
            ReportBreak();
        }
        catch (SocketException)
        {
            ReportBreak();
        }
        catch (AuthenticationException refused)
        {
            Report($"TLS was not agreed: {refused.Message} Check the certificates on both sides.");
        }
    }

    private async Task<Stream> OpenAsync(CancellationToken stopping)
    {
        if (options.Tls is null) return client.GetStream();
        var secure = new SslStream(client.GetStream());
        using var idle = Idle(stopping, out var either);
        using (either) await secure.AuthenticateAsServerAsync(options.Tls(), either.Token);
        return secure;
    }

    private async Task ServeAsync(Stream stream, CancellationToken stopping, CancellationToken abort)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        var frames = new MllpFrameReader(pipe, options.MaxMessageBytes, Report);
        while (!stopping.IsCancellationRequested)
        {
            using var idle = Idle(stopping, out var either);
            MllpFrameResult? frame;
            using (either) frame = await frames.ReadAsync(either.Token);
            if (frame is null) break;
            var reply = frame.IsTooLarge ? TooLarge(frame.Content) : await handler(new(frame.Content, _peer), abort);
            if (!reply.IsEmpty) await stream.WriteAsync(MllpFrame.Wrap(reply.Span), abort);
            if (frame.IsTooLarge) break;
        }

        await pipe.CompleteAsync();
    }

    private byte[] TooLarge(byte[] head)
    {
        var sentence = $"The message is larger than the {options.MaxMessageBytes} bytes taken here; send a smaller one or have the limit raised.";
        Report(sentence);
        var message = Hl7Message.Read(head).Message;
        return Acknowledgement.Refuse(message, new(ReportProblemKind.TooLarge, "102", sentence), options.Rules).ToBytes(time.GetUtcNow());
    }

    private CancellationTokenSource Idle(CancellationToken stopping, out CancellationTokenSource either)
    {
        var idle = new CancellationTokenSource(options.IdleTimeout, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(stopping, idle.Token);
        return idle;
    }

    private void ReportBreak() => Report("The connection broke off; a message without its answer must be sent again.");

    private void Report(string sentence) => options.OnIncident?.Invoke(new(_peer, sentence));
}
