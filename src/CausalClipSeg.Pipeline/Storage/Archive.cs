using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Storage;

/// <summary>The site's archive as it is configured: its DICOM node, its DICOMweb server, either or both.</summary>
public sealed class Archive(IOptions<PacsOptions> options) : IDisposable
{
    private readonly Lazy<DicomWebClient?> _web = new(() => options.Value.DicomWeb is { } root ? new DicomWebClient(WebOptions(root, options.Value)) : null);

    /// <summary>Null where Pacs:Host is empty.</summary>
    public PacsDestination? Node { get; } = string.IsNullOrWhiteSpace(options.Value.Host)
        ? null
        : new PacsDestination(options.Value.Host, options.Value.Port, options.Value.CalledAe, options.Value.CallingAe)
        {
            Timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds),
            Tls = options.Value.Tls.Identity(),
        };

    /// <summary>Null where Pacs:DicomWeb is empty.</summary>
    public DicomWebClient? Web => _web.Value;

    public void Dispose()
    {
        if (_web is { IsValueCreated: true, Value: { } client })
            client.Dispose();
    }

    private static DicomWebOptions WebOptions(Uri root, PacsOptions pacs) => new(root)
    {
        Basic = pacs.DicomWebUser is { Length: > 0 } user ? (user, pacs.DicomWebPassword ?? "") : null,
        Bearer = pacs.DicomWebToken,
        Tls = pacs.DicomWebTls.Identity(),
        Timeout = TimeSpan.FromSeconds(pacs.TimeoutSeconds),
    };
}
