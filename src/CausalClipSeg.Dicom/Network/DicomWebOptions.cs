using System.Net.Http.Headers;
using System.Text;

namespace CausalClipSeg.Dicom.Network;

/// <summary>A DICOMweb server (PS3.18): where it is, how it knows us, and whom we believe on HTTPS.</summary>
public sealed record DicomWebOptions(Uri Root)
{
    /// <summary>Name and password of basic authentication (RFC 7617).</summary>
    public (string User, string Password)? Basic { get; init; }

    /// <summary>A bearer token (RFC 6750); goes before <see cref="Basic"/>.</summary>
    public string? Bearer { get; init; }

    public ITlsIdentity? Tls { get; init; }

    /// <summary>For the server's answer to begin, and then between two reads of it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A client that the caller owns; it keeps its connections open.</summary>
    public HttpClient CreateHttpClient()
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = Timeout, PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false };
        if (Tls is not null)
            handler.SslOptions = Tls.ClientOptions();
        var client = new HttpClient(handler) { BaseAddress = WithSlash(Root), Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = Authorization();
        return client;
    }

    private AuthenticationHeaderValue? Authorization() =>
        Bearer is { Length: > 0 } token ? new AuthenticationHeaderValue("Bearer", token)
        : Basic is { } basic ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.User}:{basic.Password}")))
        : null;

    private static Uri WithSlash(Uri root) => root.AbsoluteUri.EndsWith('/') ? root : new Uri(root.AbsoluteUri + '/');
}

/// <summary>A DICOMweb server's answer that is no success.</summary>
public sealed class DicomWebException(string message, int? statusCode, bool isPermanent, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>HTTP status; null where none came.</summary>
    public int? StatusCode { get; } = statusCode;

    /// <summary>True where the same request cannot succeed later: 4xx but 401 (a token that has expired is replaced), 408, 425 and 429.</summary>
    public bool IsPermanent { get; } = isPermanent;
}
