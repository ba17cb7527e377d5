using System.Net.Http.Headers;

namespace CausalClipSeg.Dicom.Network;

/// <summary>Fetches an instance over DICOMweb (WADO-RS, PS3.18 10.4).</summary>
public sealed class DicomWebClient(HttpClient http)
{
    private const long LargestInstance = 1L << 30;

    /// <param name="instance">…/studies/{study}/series/{series}/instances/{instance}</param>
    /// <param name="destination">Where the Part 10 file is written.</param>
    /// <exception cref="HttpRequestException">The server does not answer with success.</exception>
    /// <exception cref="InvalidDataException">The answer is not one DICOM instance.</exception>
    public async Task RetrieveInstanceAsync(Uri instance, string destination, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, instance);
        request.Headers.Accept.ParseAdd("multipart/related; type=\"application/dicom\"; transfer-syntax=*");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        if (response.Content.Headers.ContentLength > LargestInstance)
            throw new InvalidDataException($"{instance} is larger than {LargestInstance >> 20} MiB; send it by C-STORE.");
        var boundary = Boundary(response.Content.Headers.ContentType, instance);
        var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        await using var target = new FileStream(destination, FileMode.CreateNew, FileAccess.Write);
        await target.WriteAsync(FirstPart(body, boundary, instance), cancellation).ConfigureAwait(false);
        target.Flush(flushToDisk: true);
    }

    private static string Boundary(MediaTypeHeaderValue? type, Uri instance) =>
        type?.MediaType == "multipart/related" && type.Parameters.FirstOrDefault(p => p.Name == "boundary")?.Value?.Trim('"') is { Length: > 0 } boundary
            ? boundary
            : throw new InvalidDataException($"{instance} answers with {type?.MediaType ?? "no content type"} and not with multipart/related (PS3.18 8.6.1).");

    /// <summary>The bytes between the first part's header and the next boundary (RFC 2046 5.1).</summary>
    private static ReadOnlyMemory<byte> FirstPart(byte[] body, string boundary, Uri instance)
    {
        var delimiter = System.Text.Encoding.ASCII.GetBytes("--" + boundary);
        var begin = body.AsSpan().IndexOf(delimiter);
        var header = begin < 0 ? -1 : body.AsSpan(begin).IndexOf("\r\n\r\n"u8);
        if (header < 0)
            throw new InvalidDataException($"{instance} answers with a multipart body without a part.");
        var start = begin + header + 4;
        var length = body.AsSpan(start).IndexOf([(byte)'\r', (byte)'\n', .. delimiter]);
        return length > 0 ? body.AsMemory(start, length) : throw new InvalidDataException($"{instance} answers with a multipart body that ends early.");
    }
}
