using System.Diagnostics;
using System.Globalization;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Telemetry;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>The archive behind its breaker: who stores tells the breaker how it went.</summary>
public sealed class Destination(IPacs pacs, DestinationBreakers breakers, DeliveryMeter meter, StageTelemetry stages, CrashPoints crash)
{
    public string Name => pacs.Destination;

    /// <summary>Zero when it may be tried now, else how long to wait.</summary>
    public TimeSpan Wait() => breakers.Enter(Name);

    public async Task<DeliveryOutcome> StoreAsync(DicomFile file, CancellationToken cancellation)
    {
        crash.Reach(CrashPoints.AfterSegWritten);
        using var span = stages.Ask("store")?.SetTag("causalclipseg.destination", Name);
        var watch = Stopwatch.StartNew();
        var outcome = await crash.During(CrashPoints.DuringCStore, pacs.StoreAsync(file, cancellation)).ConfigureAwait(false);
        meter.Answered(Name, outcome, watch.Elapsed);
        span?.SetTag("dicom.status", outcome.StatusCode?.ToString("X4", CultureInfo.InvariantCulture)).SetTag("causalclipseg.outcome", DeliveryMeter.Word(outcome.Kind));
        if (outcome.Kind != DeliveryKind.Stored)
            span?.SetStatus(ActivityStatusCode.Error);
        crash.Reach(CrashPoints.AfterCStore);
        if (outcome.Kind == DeliveryKind.Transient)
            breakers.Failed(Name, outcome.Message);
        else
            breakers.Answered(Name);
        return outcome;
    }
}
