using CausalClipSeg.Pipeline.Configuration;
using FellowOakDicom;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>Whichever destination the settings name now.</summary>
internal sealed class ConfiguredPacs(IOptions<PacsOptions> options, DicomPacs node, StowPacs web, LocalResultStore local) : IPacs
{
    public string Destination => Current.Destination;

    private IPacs Current => options.Value switch
    {
        { Transport: PacsTransport.Stow } => web,
        { Host: var host } when string.IsNullOrWhiteSpace(host) => local,
        _ => node,
    };

    public Task<DeliveryOutcome> StoreAsync(DicomFile segmentation, CancellationToken cancellation) => Current.StoreAsync(segmentation, cancellation);
}
