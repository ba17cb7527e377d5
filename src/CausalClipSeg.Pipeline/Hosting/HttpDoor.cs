using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Pages;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>The HTTP listener of every role: where it listens, with which certificate, and how much it takes.</summary>
internal static class HttpDoor
{
    private const int Mebibyte = 1 << 20;

    public static void Open(WebApplicationBuilder builder, StatusOptions status, SiteCertificates certificates)
    {
        var tls = certificates.Of("Status:Tls", status.Tls.Identity());
        // What is wrong with it is said now, and not to the first browser.
        _ = tls?.ServerOptions();
        builder.WebHost.UseUrls($"{(tls is null ? "http" : "https")}://{status.Address}:{status.Port}");
        if (tls is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = status.MaxRequestMegabytes * Mebibyte;
            kestrel.Limits.MaxConcurrentConnections = status.MaxConnections;
            if (tls is not null)
                kestrel.ConfigureEndpointDefaults(door => door.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls.ServerOptions()) }));
        });
        builder.Services.AddRequestLimits(status);
    }

    /// <summary>What every answer carries and every request passes, before anything is done with it.</summary>
    public static void Guard(WebApplication host, StatusOptions status)
    {
        if (status.TrustedProxies.Count > 0)
            host.UseForwardedHeaders(Forwarded(status));
        host.UseSecurityHeaders(status.IsHttps);
        host.UseHead();
        // After what may change the method, before what looks at the endpoint.
        host.UseRouting();
        host.UseRateLimiter();
    }

    /// <summary>From right to left: each address is believed as long as whoever named it is a proxy of the site.</summary>
    private static ForwardedHeadersOptions Forwarded(StatusOptions status)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var proxy in status.Proxies())
            options.KnownIPNetworks.Add(proxy);
        return options;
    }

    /// <summary>Whoever asks for the head alone (a monitor, a link checker) is answered as for the whole; the server leaves the body out. The events have no end.</summary>
    private static void UseHead(this WebApplication host) => host.Use((http, next) =>
    {
        if (HttpMethods.IsHead(http.Request.Method) && http.Request.Path != EventEndpoints.Path)
            http.Request.Method = HttpMethods.Get;
        return next(http);
    });
}
