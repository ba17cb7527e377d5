using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Tests;

/// <summary>An OpenTelemetry collector for one test: takes OTLP over gRPC and keeps what came, as bytes and as spans.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Service, byte[] Body)> _exports = new();
    private readonly WebApplication _server;

    private OtlpReceiver(int port)
    {
        Address = $"http://127.0.0.1:{port}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2));
        _server = builder.Build();
        _server.MapPost("/{service}/{method}", ReceiveAsync);
    }

    public string Address { get; }

    public IEnumerable<OtlpSpan> Spans => _exports.Where(e => e.Service.EndsWith("TraceService", StringComparison.Ordinal)).SelectMany(e => OtlpSpan.Read(e.Body));

    /// <summary>Everything that came, of one kind ("Trace", "Metrics", "Logs"), as text with the marks of protobuf between.</summary>
    public string Text(string kind) => string.Join('\n', _exports.Where(e => e.Service.Contains(kind, StringComparison.Ordinal)).Select(e => Encoding.UTF8.GetString(e.Body)));

    public static async Task<OtlpReceiver> Start()
    {
        var receiver = new OtlpReceiver(FreePort.Next());
        await receiver._server.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http, string service)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var message = body.ToArray();
        // A byte that says whether the message is compressed, and its length.
        message[0].ShouldBe((byte)0);
        _exports.Enqueue((service, message[5..(5 + BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(1)))]));
        http.Response.ContentType = "application/grpc";
        http.Response.AppendTrailer("grpc-status", "0");
        await http.Response.Body.WriteAsync(new byte[5], http.RequestAborted);
    }
}
