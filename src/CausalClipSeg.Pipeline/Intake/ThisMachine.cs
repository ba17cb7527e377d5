using System.Net;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// Whether a request comes from this machine and means it. The Host header counts too: a foreign site whose name was pointed at this machine must not
/// reach what is open to it, and neither must those whom a proxy on this machine lets in from elsewhere.
/// </summary>
internal static class ThisMachine
{
    public static bool Asks(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from) && http.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]";
}
