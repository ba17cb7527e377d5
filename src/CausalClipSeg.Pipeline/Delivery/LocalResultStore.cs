using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>The archive of the embedded mode: a SEG counts as stored when its file is on disk below Storage:Root/results.</summary>
internal sealed class LocalResultStore(InstanceStore instances) : IPacs
{
    public string Destination => "local result store";

    public Task<DeliveryOutcome> StoreAsync(DicomFile segmentation, CancellationToken cancellation)
    {
        var path = instances.Full(instances.ResultPath(segmentation.Dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID)));
        return Task.FromResult(File.Exists(path)
            ? new DeliveryOutcome(DeliveryKind.Stored, null, path)
            : new DeliveryOutcome(DeliveryKind.Transient, null, $"{path} is not there yet."));
    }
}
