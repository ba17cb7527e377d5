using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Tests;

/// <summary>OHIF as its makers publish it, on a port of its own, with an archive's DICOMweb behind the same origin.</summary>
internal sealed class OhifViewer : IAsyncDisposable
{
    /// <summary>No question before a SEG is shown, no tour, one archive.</summary>
    private const string Configuration = """
        window.config = {
          routerBasename: "/", extensions: [], modes: [], customizationService: { "ohif.tours": { $set: [] } }, showStudyList: true, maxNumberOfWebWorkers: 2,
          showLoadingIndicator: true, disableConfirmationPrompts: true, investigationalUseDialog: { option: "never" }, defaultDataSourceName: "dicomweb",
          dataSources: [{
            namespace: "@ohif/extension-default.dataSourcesModule.dicomweb", sourceName: "dicomweb",
            configuration: {
              friendlyName: "Archive", name: "archive", wadoUriRoot: "/dicom-web", qidoRoot: "/dicom-web", wadoRoot: "/dicom-web", qidoSupportsIncludeField: false,
              imageRendering: "wadors", thumbnailRendering: "wadors", enableStudyLazyLoad: true, supportsFuzzyMatching: false, supportsWildcard: true, staticWado: false,
              singlepart: "bulkdata,video", bulkDataURI: { enabled: true },
            },
          }],
        };
        """;

    private readonly WebApplication _host;
    private readonly HttpClient _archive;

    private OhifViewer(WebApplication host, HttpClient archive, Uri address) => (_host, _archive, Address) = (host, archive, address);

    public Uri Address { get; }

    public static async Task<OhifViewer> Start(PrivateOrthanc orthanc)
    {
        var folder = Path.Combine(await NpmPackage.Folder("@ohif/app", "3.13.2"), "dist");
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address.ToString());
        var viewer = new OhifViewer(builder.Build(), new HttpClient { BaseAddress = orthanc.HttpUri }, address);
        viewer.Map(folder);
        await viewer._host.StartAsync(TestContext.Current.CancellationToken);
        return viewer;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _archive.Dispose();
    }

    private void Map(string folder)
    {
        _host.MapGet("/app-config.js", () => Results.Text(Configuration, "text/javascript"));
        _host.Map("/dicom-web/{**path}", Forward);
        var files = new PhysicalFileProvider(folder);
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".wasm"] = "application/wasm";
        _host.UseStaticFiles(new StaticFileOptions { FileProvider = files, ContentTypeProvider = types, ServeUnknownFileTypes = true });
        _host.MapFallback(() => Results.File(Path.Combine(folder, "index.html"), "text/html"));
    }

    private async Task Forward(HttpContext http)
    {
        using var asked = new HttpRequestMessage(new HttpMethod(http.Request.Method), http.Request.Path + http.Request.QueryString.ToString());
        asked.Headers.TryAddWithoutValidation("Accept", http.Request.Headers.Accept.ToArray());
        using var answer = await _archive.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (answer.StatusCode != HttpStatusCode.NoContent) await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
