using System.Collections.Frozen;
using System.Security.Cryptography;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// Style sheet, scripts and icon, embedded in the executable. Their folder carries a hash of them all, so that browsers keep them for ever and a new version
/// is fetched at once; nothing comes from another host.
/// </summary>
public sealed class AssetFiles
{
    private const string Prefix = "assets/";
    private const string ForEver = "public, max-age=31536000, immutable";
    private readonly FrozenDictionary<string, byte[]> _files;

    public AssetFiles()
    {
        var assembly = typeof(AssetFiles).Assembly;
        _files = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name =>
            {
                using var stream = assembly.GetManifestResourceStream(name) ?? Stream.Null;
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return bytes;
            });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, bytes) in _files.OrderBy(file => file.Key, StringComparer.Ordinal))
            hash.AppendData(bytes);
        Version = Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    public string Version { get; }

    public string Url(string name) => $"/assets/{Version}/{name}";

    public void Map(IEndpointRouteBuilder app) => app.MapGet("/assets/{version}/{name}", (HttpContext http, string name) =>
    {
        if (!_files.TryGetValue(name, out var bytes))
            return Results.NotFound();
        http.Response.Headers.CacheControl = ForEver;
        http.Response.Headers.Remove("Pragma");
        return Results.Bytes(bytes, ContentType(name));
    }).ExcludeFromDescription();

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
