using System.Net;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// Whether a request comes from this machine and means it. The Host header counts too: a foreign site whose name was pointed at this machine must not
/// reach what is open to it, and neither must those whom a proxy on this machine lets in from elsewhere. A proxy is told by what it adds, by the HTTP/1.0 of
/// one that adds nothing, and by the address that the site gave for it.
/// </summary>
internal static class ThisMachine
{
    private static readonly string[] OfProxies = ["Forwarded", "Via"], FamiliesOfProxies = ["X-Forwarded", "X-Real-", "X-Original-"];

    public static bool Asks(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from) && http.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]" && !IsProxied(http);

    private static bool IsProxied(HttpContext http) =>
        http.RequestServices.GetRequiredService<IOptions<StatusOptions>>().Value.PublicAddress is not null
        || HttpProtocol.IsHttp10(http.Request.Protocol)
        || http.Request.Headers.Keys.Any(name =>
            OfProxies.Contains(name, StringComparer.OrdinalIgnoreCase) || FamiliesOfProxies.Any(family => name.StartsWith(family, StringComparison.OrdinalIgnoreCase)));
}
