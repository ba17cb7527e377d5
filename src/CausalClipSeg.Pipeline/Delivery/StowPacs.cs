using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>The configured archive, by STOW-RS: what its answer says of the instance decides, not the HTTP status.</summary>
internal sealed class StowPacs(Archive archive) : IPacs
{
    private DicomWebClient Web => archive.Web ?? throw new InvalidOperationException("Pacs:DicomWeb is empty.");

    public string Destination => Web.Root.ToString();

    public async Task<DeliveryOutcome> StoreAsync(DicomFile segmentation, CancellationToken cancellation)
    {
        try
        {
            return DeliveryOutcome.Of((await Web.StoreAsync([segmentation], cancellation).ConfigureAwait(false))[0]);
        }
        catch (DicomWebException refused)
        {
            return new DeliveryOutcome(refused.IsPermanent ? DeliveryKind.Permanent : DeliveryKind.Transient, refused.StatusCode, refused.Message);
        }
    }
}
