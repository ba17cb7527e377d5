using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Configuration;
using FellowOakDicom;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>The configured archive, by C-STORE.</summary>
internal sealed class DicomPacs(IOptions<PacsOptions> options) : IPacs
{
    private readonly PacsDestination _destination = new(options.Value.Host ?? "", options.Value.Port, options.Value.CalledAe, options.Value.CallingAe)
    {
        Timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds),
    };

    public string Destination => _destination.ToString();

    public async Task<DeliveryOutcome> StoreAsync(DicomFile segmentation, CancellationToken cancellation)
    {
        var result = await StoreScu.SendAsync(_destination, segmentation, cancellation).ConfigureAwait(false);
        var kind = result.IsStored ? DeliveryKind.Stored : result.IsPermanent ? DeliveryKind.Permanent : DeliveryKind.Transient;
        return new DeliveryOutcome(kind, result.Status, result.Message);
    }
}
