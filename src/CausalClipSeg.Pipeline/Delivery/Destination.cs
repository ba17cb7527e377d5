using System.Diagnostics;
using System.Globalization;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Telemetry;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>The archive behind its breaker: who stores tells the breaker how it went.</summary>
public sealed class Destination(IPacs pacs, DestinationBreakers breakers, DeliveryMeter meter, StageTelemetry stages, AuditTrail trail, CrashPoints crash)
{
    public string Name => pacs.Destination;

    /// <summary>Zero when it may be tried now, else how long to wait.</summary>
    public TimeSpan Wait() => breakers.Enter(Name);

    public async Task<DeliveryOutcome> StoreAsync(DicomFile file, CancellationToken cancellation)
    {
        crash.Reach(CrashPoints.AfterSegWritten);
        var (patient, study, sopClass) = About(file.Dataset);
        await trail.RecordAsync(AuditEvents.BeginTransferring(Name, patient, study, sopClass), cancellation).ConfigureAwait(false);
        using var span = stages.Ask("store")?.SetTag("causalclipseg.destination", Name);
        var watch = Stopwatch.StartNew();
        var outcome = await crash.During(CrashPoints.DuringCStore, pacs.StoreAsync(file, cancellation)).ConfigureAwait(false);
        meter.Answered(Name, outcome, watch.Elapsed);
        span?.SetTag("dicom.status", outcome.StatusCode?.ToString("X4", CultureInfo.InvariantCulture)).SetTag("causalclipseg.outcome", DeliveryMeter.Word(outcome.Kind));
        if (outcome.Kind != DeliveryKind.Stored)
            span?.SetStatus(ActivityStatusCode.Error);
        crash.Reach(CrashPoints.AfterCStore);
        await trail.RecordAsync(AuditEvents.Transferred(Name, patient, study, sopClass, Outcome(outcome.Kind), $"{DeliveryMeter.Word(outcome.Kind)}, status {outcome.StatusCode?.ToString("X4", CultureInfo.InvariantCulture) ?? "none"}"), cancellation).ConfigureAwait(false);
        if (outcome.Kind == DeliveryKind.Transient)
            breakers.Failed(Name, outcome.Message);
        else
            breakers.Answered(Name);
        return outcome;
    }

    private static (string? Patient, string Study, string SopClass) About(DicomDataset dataset) => (
        dataset.GetSingleValueOrDefault<string?>(DicomTag.PatientID, null), dataset.GetSingleValueOrDefault(DicomTag.StudyInstanceUID, ""), dataset.GetSingleValueOrDefault(DicomTag.SOPClassUID, ""));

    private static AuditOutcome Outcome(DeliveryKind kind) => kind switch
    {
        DeliveryKind.Stored => AuditOutcome.Success,
        DeliveryKind.Transient => AuditOutcome.MinorFailure,
        _ => AuditOutcome.SeriousFailure,
    };
}
