using System.Net;

namespace CausalClipSeg.Reports.Mllp;

/// <summary>Listens for HL7 v2 over MLLP and answers each message on the open connection only after the handler has made it durable.</summary>
public sealed class MllpListener(MllpOptions options, Func<MllpRequest, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> handler) : IAsyncDisposable
{
    public IPEndPoint LocalEndpoint => options.Endpoint;

    /// <summary>Begins to listen; port 0 takes any free one, which <see cref="LocalEndpoint"/> then names.</summary>
    public void Start() => throw new NotImplementedException(handler.ToString());

    /// <summary>Takes no new message, lets those in hand be answered, then closes.</summary>
    public Task StopAsync(CancellationToken cancellation = default) => throw new NotImplementedException();

    public async ValueTask DisposeAsync() => await StopAsync();
}
