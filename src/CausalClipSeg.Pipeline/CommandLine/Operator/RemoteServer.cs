using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>A running service that the operator verbs speak to in place of its database.</summary>
internal sealed class RemoteServer : IDisposable
{
    private readonly HttpClient _http;

    public RemoteServer(Uri address, string? key)
    {
        _http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(address.ToString().TrimEnd('/') + "/") };
        if (!string.IsNullOrWhiteSpace(key))
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellation);

    /// <summary>Without a key the request carries the anti-forgery token that the service asks of everybody.</summary>
    public async Task<JsonElement> PostAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (_http.DefaultRequestHeaders.Authorization is null)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, "api/token");
            request.Headers.Add("X-Antiforgery", (await SendAsync(asked, cancellation).ConfigureAwait(false)).GetProperty("token").GetString());
        }
        return await SendAsync(request, cancellation).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
                throw new RefusedException(Sentence(body) ?? $"{request.Method} {request.RequestUri} is answered with {(int)answer.StatusCode}. Check that --server is the service's address alone, such as http://worker:8080.");
            return body.Length == 0 ? JsonSerializer.SerializeToElement(new { done = true }) : JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException)
        {
            throw new RefusedException($"{_http.BaseAddress} answers {request.Method} {request.RequestUri} with something that is no JSON: it is no service of this kind.");
        }
        catch (HttpRequestException away)
        {
            throw new RefusedException($"{_http.BaseAddress} does not answer: {away.Message}. Check the address, and that the service runs with the role status.");
        }
    }

    private static string? Sentence(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body).TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
