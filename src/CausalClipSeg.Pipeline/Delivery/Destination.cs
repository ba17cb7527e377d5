using CausalClipSeg.Persistence;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>The archive behind its breaker: who stores tells the breaker how it went.</summary>
public sealed class Destination(IPacs pacs, DestinationBreakers breakers, CrashPoints crash)
{
    public string Name => pacs.Destination;

    /// <summary>Zero when it may be tried now, else how long to wait.</summary>
    public TimeSpan Wait() => breakers.Enter(Name);

    public async Task<DeliveryOutcome> StoreAsync(DicomFile file, CancellationToken cancellation)
    {
        crash.Reach(CrashPoints.AfterSegWritten);
        var outcome = await crash.During(CrashPoints.DuringCStore, pacs.StoreAsync(file, cancellation)).ConfigureAwait(false);
        crash.Reach(CrashPoints.AfterCStore);
        if (outcome.Kind == DeliveryKind.Transient)
            breakers.Failed(Name, outcome.Message);
        else
            breakers.Answered(Name);
        return outcome;
    }
}
