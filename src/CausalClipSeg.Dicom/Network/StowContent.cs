using System.Net.Http.Headers;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Network;

/// <summary>The body of a STOW-RS request: one part of application/dicom for each instance (PS3.18 10.5.1.2).</summary>
internal static class StowContent
{
    public static async Task<MultipartContent> CreateAsync(IReadOnlyList<DicomFile> files)
    {
        var content = new MultipartContent("related", $"causalclipseg-{Guid.NewGuid():n}");
        content.Headers.ContentType?.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
        foreach (var file in files)
            content.Add(await PartAsync(file).ConfigureAwait(false));
        return content;
    }

    /// <summary>A file that lies on disk is sent from there; one that was just made is small and is written to memory.</summary>
    private static async Task<StreamContent> PartAsync(DicomFile file)
    {
        Stream body;
        if (file.File is { Exists: true } stored)
            body = new FileStream(stored.Name, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        else
        {
            body = new MemoryStream();
            await file.SaveAsync(body).ConfigureAwait(false);
            body.Position = 0;
        }
        var part = new StreamContent(body);
        part.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
        return part;
    }
}
