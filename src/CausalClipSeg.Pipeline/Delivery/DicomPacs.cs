using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>The configured archive, by C-STORE.</summary>
internal sealed class DicomPacs(Archive archive) : IPacs
{
    private readonly PacsDestination _destination = archive.Node ?? throw new InvalidOperationException("Pacs:Host is empty.");

    public string Destination => _destination.ToString();

    public async Task<DeliveryOutcome> StoreAsync(DicomFile segmentation, CancellationToken cancellation) =>
        DeliveryOutcome.Of(await StoreScu.SendAsync(_destination, segmentation, cancellation).ConfigureAwait(false));
}
