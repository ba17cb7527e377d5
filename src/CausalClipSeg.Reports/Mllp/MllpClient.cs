using System.Net;

namespace CausalClipSeg.Reports.Mllp;

/// <summary>Sends a message as a RIS would and waits for its answer; used by the demo, the tests and operators.</summary>
public static class MllpClient
{
    public static Task<byte[]> SendAsync(IPEndPoint endpoint, ReadOnlyMemory<byte> message, CancellationToken cancellation = default) => throw new NotImplementedException();
}
