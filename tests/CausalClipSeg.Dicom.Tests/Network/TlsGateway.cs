using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CausalClipSeg.Dicom.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>What stands in front of an archive in a hospital: it ends TLS, asks for credentials, and hands the request on.</summary>
internal sealed class TlsGateway : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly Uri _behind;
    private readonly string? _authorization;
    private readonly WebApplication _server;
    private int _requests;

    private TlsGateway(Uri behind, TlsIdentity identity, string? authorization, bool clientCertificate)
    {
        (_behind, _authorization) = (behind, authorization);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var address in (IPAddress[])[IPAddress.Loopback, OtherAddress])
                kestrel.Listen(address, Port, listen => listen.UseHttps(https =>
                {
                    https.ServerCertificate = X509Certificate2.CreateFromPemFile(identity.CertificateFile!, identity.KeyFile);
                    https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                    https.ClientCertificateMode = clientCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
                    https.ClientCertificateValidation = (shown, _, _) => IsVouchedFor(shown, identity.TrustedFile!);
                }));
        });
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    /// <summary>An address of the gateway that its certificate does not name.</summary>
    public static IPAddress OtherAddress { get; } = IPAddress.Parse("127.0.0.2");

    public int Port { get; } = FreePort.Next();

    /// <summary>Root of the DICOMweb service through the gateway.</summary>
    public Uri Root => new($"https://127.0.0.1:{Port}{_behind.AbsolutePath}");

    /// <summary>How many requests came through the handshake.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Answers in place of the archive, as long as it is set.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <param name="authorization">The Authorization header that is let in; anything where null.</param>
    /// <param name="clientCertificate">Whether a client has to show a certificate of the identity's authority.</param>
    public static async Task<TlsGateway> Before(Uri behind, TlsIdentity identity, string? authorization = null, bool clientCertificate = false)
    {
        var gateway = new TlsGateway(behind, identity, authorization, clientCertificate);
        await gateway._server.StartAsync();
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _server.StopAsync(atOnce.Token);
        await _server.DisposeAsync();
        _http.Dispose();
    }

    private static bool IsVouchedFor(X509Certificate2 shown, string authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(shown);
    }

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        if (Instead is { } instead) return instead(context);
        if (_authorization is null || context.Request.Headers.Authorization == _authorization) return HandOnAsync(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private async Task HandOnAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_behind, context.Request.Path + context.Request.QueryString));
        request.Headers.TryAddWithoutValidation("Accept", (IEnumerable<string>)context.Request.Headers.Accept!);
        if (context.Request.ContentType is { } type)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
