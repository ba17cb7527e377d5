using System.Net;
using System.Net.Http.Headers;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Network;

/// <summary>The DICOMweb client: QIDO-RS (PS3.18 10.6), WADO-RS (10.4) and STOW-RS (10.5) of one server.</summary>
public sealed class DicomWebClient(DicomWebOptions options) : IDisposable
{
    private const string Json = "application/dicom+json";
    private const int Page = 200;
    private const double SlowestUpload = 1e6;
    private readonly HttpClient _http = options.CreateHttpClient();

    public Uri Root => options.Root;

    /// <summary>Matching studies, series or instances, page by page until the server has no more.</summary>
    /// <param name="path">Below the root: <c>studies</c>, <c>studies/{uid}/series</c>, <c>instances</c> …</param>
    /// <param name="query">Attribute keywords or tags and the values to match; <c>includefield</c> as well.</param>
    /// <exception cref="DicomWebException">The server does not answer, or not with success.</exception>
    public async Task<IReadOnlyList<DicomDataset>> SearchAsync(string path, IEnumerable<(string Key, string Value)> query, CancellationToken cancellation)
    {
        var found = new List<DicomDataset>();
        var keys = string.Join('&', query.Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"));
        while (true)
        {
            var page = await DatasetsAsync($"{path}?{keys}{(keys.Length > 0 ? "&" : "")}limit={Page}&offset={found.Count}", cancellation).ConfigureAwait(false);
            // A server that knows no offset sends the first page again: its first instance tells.
            if (page.Count == 0 || (found.Count > 0 && Same(found[0], page[0])))
                return found;
            found.AddRange(page);
            if (page.Count < Page)
                return found;
        }
    }

    /// <summary>Everything but the bulk data of a study, series or instance (PS3.18 10.4.1.1.2).</summary>
    /// <exception cref="DicomWebException">The server does not answer, or not with success.</exception>
    public Task<IReadOnlyList<DicomDataset>> MetadataAsync(string path, CancellationToken cancellation) => DatasetsAsync($"{path}/metadata", cancellation);

    /// <summary>The instances of a study, a series or one instance as Part 10 streams, in the transfer syntax in which the server holds them.</summary>
    /// <returns>How many came.</returns>
    /// <exception cref="DicomWebException">The server does not answer, or not with success.</exception>
    /// <exception cref="InvalidDataException">The answer is no multipart of DICOM instances.</exception>
    public Task<int> RetrieveAsync(Uri resource, Func<Stream, CancellationToken, Task> onInstance, CancellationToken cancellation) =>
        PartsAsync(resource, "application/dicom", (part, token) => onInstance(part.Body, token), cancellation);

    /// <summary>Frames of an instance, counted from 1, each with the media type that tells its encoding (PS3.18 10.4.1.1.6).</summary>
    /// <exception cref="DicomWebException">The server does not answer, or not with success.</exception>
    public async Task<IReadOnlyList<BulkPart>> RetrieveFramesAsync(string instance, IEnumerable<int> frames, CancellationToken cancellation)
    {
        var found = new List<BulkPart>();
        await PartsAsync(Address($"{instance}/frames/{string.Join(',', frames)}"), "application/octet-stream",
            async (part, token) => found.Add(await part.ReadAsync(token).ConfigureAwait(false)), cancellation).ConfigureAwait(false);
        return found;
    }

    /// <summary>A value that metadata names by BulkDataURI (PS3.18 10.4.1.1.5).</summary>
    /// <exception cref="DicomWebException">The server does not answer, or not with success.</exception>
    public Task RetrieveBulkAsync(Uri bulk, Stream destination, CancellationToken cancellation) =>
        PartsAsync(bulk, "application/octet-stream", (part, token) => part.Body.CopyToAsync(destination, token), cancellation);

    /// <summary>Stores instances, each judged by the server for itself (PS3.18 10.5 and table 10.5.3-1).</summary>
    /// <exception cref="DicomWebException">The server does not answer, or refuses the request as a whole.</exception>
    public async Task<IReadOnlyList<StoreResult>> StoreAsync(IReadOnlyList<DicomFile> files, CancellationToken cancellation)
    {
        using var content = await StowContent.CreateAsync(files).ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Post, Address("studies")) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        // 202 some, 409 none stored, 400 from some servers: where the answer is JSON, whatever type they give it, it has a result for each instance.
        using var response = await SendAsync(request, answer => answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.BadRequest, cancellation).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode && !text.TrimStart().StartsWith('{') && !text.TrimStart().StartsWith('['))
            throw await RefusalAsync(request, response, cancellation).ConfigureAwait(false);
        return StowResponse.Read(text, options.Root, (int)response.StatusCode, files);
    }

    /// <summary>An address below the root; one that leads elsewhere is refused, since our credentials would go there.</summary>
    /// <exception cref="InvalidDataException">The address is not below the root.</exception>
    public Uri Address(string path)
    {
        var root = _http.BaseAddress ?? options.Root;
        return Uri.TryCreate(root, path, out var address) && root.IsBaseOf(address)
            ? address
            : throw new InvalidDataException($"'{path}' is not below the DICOMweb root {root}.");
    }

    public void Dispose() => _http.Dispose();

    private async Task<IReadOnlyList<DicomDataset>> DatasetsAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        using var response = await SendAsync(request, _ => false, cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NoContent)
            return [];
        var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        try
        {
            return DatasetsInJson.Read(text);
        }
        catch (Exception failure) when (failure is DicomException or System.Text.Json.JsonException)
        {
            throw new DicomWebException($"{request.RequestUri} answers with something that is no DICOM JSON: {failure.Message}", (int)response.StatusCode, true, failure);
        }
    }

    private async Task<int> PartsAsync(Uri resource, string type, Func<MultipartPart, CancellationToken, Task> onPart, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(resource.IsAbsoluteUri ? resource.AbsoluteUri : resource.OriginalString));
        request.Headers.Accept.ParseAdd($"multipart/related; type=\"{type}\"; transfer-syntax=*");
        using var response = await SendAsync(request, _ => false, cancellation).ConfigureAwait(false);
        return await Multipart.ReadAsync(response, options.Timeout, onPart, cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Func<HttpResponseMessage, bool> alsoFine, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Timeout + TimeSpan.FromSeconds((request.Content?.Headers.ContentLength ?? 0) / SlowestUpload));
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || alsoFine(response))
                return response;
            using (response)
                throw await RefusalAsync(request, response, limit.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException away)
        {
            throw new DicomWebException($"{request.RequestUri} does not answer: {away.Message}", null, false, away);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new DicomWebException($"{request.RequestUri} did not answer within {options.Timeout.TotalSeconds:0.#} s.", null, false, late);
        }
    }

    private static async Task<DicomWebException> RefusalAsync(HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellation)
    {
        const int Shown = 300;
        var body = (await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false)).Trim();
        var code = (int)response.StatusCode;
        var advice = code is 401 or 403 ? "; check Pacs:DicomWebUser, Pacs:DicomWebPassword or Pacs:DicomWebToken" : "";
        var isPermanent = code is >= 400 and < 500 && code is not (401 or 408 or 425 or 429);
        return new DicomWebException($"{request.RequestUri} answers {code} {response.ReasonPhrase}{advice}. {body[..Math.Min(body.Length, Shown)]}".TrimEnd(), code, isPermanent);
    }

    private static bool Same(DicomDataset first, DicomDataset second)
    {
        DicomTag[] identity = [DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID, DicomTag.SOPInstanceUID];
        return identity.All(tag => first.GetSingleValueOrDefault(tag, "") == second.GetSingleValueOrDefault(tag, ""));
    }
}
