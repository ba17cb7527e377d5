using System.Security.Cryptography.X509Certificates;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Storage;

/// <summary>The site's archive as it is configured now: its DICOM node, its DICOMweb server, either or both.</summary>
public sealed class Archive(IOptions<PacsOptions> options, SiteCertificates certificates) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Ways> _known = [];

    /// <summary>Null where Pacs:Host is empty.</summary>
    public PacsDestination? Node => Current.Node;

    /// <summary>Null where Pacs:DicomWeb is empty.</summary>
    public DicomWebClient? Web => Current.Web.Value;

    private Ways Current
    {
        get
        {
            var pacs = options.Value;
            lock (_gate)
            {
                if (_known is [.., var last] && ReferenceEquals(last.Options, pacs) && ReferenceEquals(last.WebCertificate, last.WebTls?.Certificate))
                    return last;
                // A client of HTTP keeps the certificate that it was made with. The former one may be in the middle of an answer: it is put away at the end.
                var node = certificates.Of("Pacs:Tls", string.IsNullOrWhiteSpace(pacs.Host) ? null : pacs.Tls.Identity());
                var web = certificates.Of("Pacs:DicomWebTls", pacs.DicomWeb is null ? null : pacs.DicomWebTls.Identity());
                var ways = new Ways(pacs, NodeOf(pacs, node), web, web?.Certificate, new(() => pacs.DicomWeb is { } root ? new DicomWebClient(WebOptions(root, pacs, web)) : null));
                _known.Add(ways);
                return ways;
            }
        }
    }

    public void Dispose()
    {
        foreach (var ways in _known)
            if (ways.Web is { IsValueCreated: true, Value: { } client })
                client.Dispose();
    }

    private static PacsDestination? NodeOf(PacsOptions pacs, ITlsIdentity? tls) => string.IsNullOrWhiteSpace(pacs.Host)
        ? null
        : new PacsDestination(pacs.Host, pacs.Port, pacs.CalledAe, pacs.CallingAe)
        {
            Timeout = TimeSpan.FromSeconds(pacs.TimeoutSeconds),
            Tls = tls,
        };

    private static DicomWebOptions WebOptions(Uri root, PacsOptions pacs, ITlsIdentity? tls) => new(root)
    {
        Basic = pacs.DicomWebUser is { Length: > 0 } user ? (user, pacs.DicomWebPassword ?? "") : null,
        Bearer = pacs.DicomWebToken,
        Tls = tls,
        Timeout = TimeSpan.FromSeconds(pacs.TimeoutSeconds),
    };

    private sealed record Ways(PacsOptions Options, PacsDestination? Node, TlsIdentityInForce? WebTls, X509Certificate2? WebCertificate, Lazy<DicomWebClient?> Web);
}
