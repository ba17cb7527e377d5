using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// Pixels, pages and scripts travel compressed. Not what repeats something of the request (an address with a query): whoever can make a browser ask, and see
/// the lengths of the answers, could guess what else stands there (BREACH). The token of the forms is another one in every answer.
/// </summary>
internal static class PageCompression
{
    private static readonly string[] Types = ["text/html", "text/css", "text/javascript", "image/svg+xml", "application/json", "application/octet-stream", "application/dicom"];

    public static void AddPageCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = Types;
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
    }

    public static void UsePageCompression(this WebApplication app) => app.UseWhen(RepeatsNothing, branch => branch.UseResponseCompression());

    private static bool RepeatsNothing(HttpContext http) => HttpMethods.IsGet(http.Request.Method) && !http.Request.QueryString.HasValue;
}
