using System.Net.Http.Headers;
using Microsoft.AspNetCore.WebUtilities;

namespace CausalClipSeg.Dicom.Network;

/// <summary>Reads multipart/related answers part by part, so that memory does not grow with them (PS3.18 8.6.1, RFC 2387).</summary>
internal static class Multipart
{
    /// <returns>How many parts came.</returns>
    /// <exception cref="InvalidDataException">The answer is no multipart or ends early.</exception>
    /// <exception cref="DicomWebException">The server stopped in the middle.</exception>
    public static async Task<int> ReadAsync(HttpResponseMessage response, TimeSpan silence, Func<MultipartPart, CancellationToken, Task> onPart, CancellationToken cancellation)
    {
        var where = response.RequestMessage?.RequestUri;
        var type = response.Content.Headers.ContentType;
        await using var body = new PatientStream(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), silence);
        try
        {
            // Bulk data may come as a single part without the wrapping.
            if (type?.MediaType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) != true)
                return await SingleAsync(type, body, where, onPart, cancellation).ConfigureAwait(false);
            var reader = new MultipartReader(Boundary(type, where), body);
            var count = 0;
            while (await reader.ReadNextSectionAsync(cancellation).ConfigureAwait(false) is { } section)
            {
                await onPart(new MultipartPart(section.ContentType ?? "", section.Body), cancellation).ConfigureAwait(false);
                count++;
            }
            return count > 0 ? count : throw new InvalidDataException($"{where} answers with a multipart body without a part.");
        }
        catch (Exception broken) when (broken is HttpIOException or TimeoutException or IOException and not DicomWebException)
        {
            throw new DicomWebException($"{where} stopped in the middle of its answer: {broken.Message}", null, false, broken);
        }
    }

    private static async Task<int> SingleAsync(MediaTypeHeaderValue? type, Stream body, Uri? where, Func<MultipartPart, CancellationToken, Task> onPart, CancellationToken cancellation)
    {
        if (type?.MediaType is not ("application/dicom" or "application/octet-stream"))
            throw new InvalidDataException($"{where} answers with {type?.MediaType ?? "no content type"} and not with multipart/related (PS3.18 8.6.1).");
        await onPart(new MultipartPart(type.ToString(), body), cancellation).ConfigureAwait(false);
        return 1;
    }

    private static string Boundary(MediaTypeHeaderValue type, Uri? where) =>
        type.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"') is { Length: > 0 } boundary
            ? boundary
            : throw new InvalidDataException($"{where} answers with a multipart body that names no boundary (RFC 2046 5.1).");
}

/// <summary>A part whose body can be read once, before the next one.</summary>
/// <param name="ContentType">Its media type with parameters; <c>transfer-syntax</c> tells a frame's encoding.</param>
internal sealed record MultipartPart(string ContentType, Stream Body)
{
    public async Task<BulkPart> ReadAsync(CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        await Body.CopyToAsync(memory, cancellation).ConfigureAwait(false);
        return new BulkPart(ContentType, memory.ToArray());
    }
}

/// <summary>A frame or another bulk value as the server sent it.</summary>
/// <param name="ContentType">Its media type with parameters.</param>
public sealed record BulkPart(string ContentType, ReadOnlyMemory<byte> Content);
