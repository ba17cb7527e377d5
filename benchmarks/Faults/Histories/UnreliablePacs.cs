using CausalClipSeg.Pipeline.Delivery;
using FellowOakDicom;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>The worker ended here, as far as the message that it was handling can tell.</summary>
internal sealed class WorkerDied() : Exception("The worker died.");

/// <summary>An archive in memory that is now and then away or full, and next to which workers die after it has taken the object and before they can say so.</summary>
internal sealed class UnreliablePacs(Random random) : IPacs
{
    private readonly Dictionary<string, DicomDataset> _objects = [];

    public string Destination => "archive in memory";

    public IReadOnlyCollection<DicomDataset> Objects => _objects.Values;

    public Task<DeliveryOutcome> StoreAsync(DicomFile segmentation, CancellationToken cancellation)
    {
        var fate = random.Next(20);
        if (fate < 2)
            return Task.FromResult(new DeliveryOutcome(DeliveryKind.Transient, 0xA700, "Out of resources."));
        _objects[segmentation.Dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID)] = segmentation.Dataset;
        return fate == 2 ? throw new WorkerDied() : Task.FromResult(new DeliveryOutcome(DeliveryKind.Stored, 0, "Success."));
    }

    public void Forget() => _objects.Clear();
}
