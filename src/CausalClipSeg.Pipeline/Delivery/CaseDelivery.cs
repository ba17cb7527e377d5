using System.Diagnostics;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Telemetry;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>
/// The masks of a case -> one SEG -> the PACS. The peer's own status decides; every attempt is recorded; a transient failure is tried again later from the
/// database, so that a dead archive holds up no queue.
/// </summary>
public sealed class CaseDelivery(PipelineStore store, ExactlyOnce once, SegmentationWriter writer, Destination destination, DeliveryRecord record, DeliveryMeter meter, StageTelemetry stages)
{
    public async Task DeliverAsync(SegmentationCreated message, MessageIdentity identity, CancellationToken cancellation)
    {
        using var stage = stages.Begin(Stage.Delivery).AboutCase(message.CaseId);
        var result = await store.ReadAsync(db => CaseResult.LoadAsync(db, message.CaseId, cancellation), cancellation).ConfigureAwait(false);
        if (result.Case.State != CaseState.Delivering)
        {
            await once.RunAsync(identity, db => record.NoLongerWantedAsync(db, result, writer.UidOf(result), cancellation), cancellation).ConfigureAwait(false);
            stage.Ends("not wanted");
            return;
        }
        if (destination.Wait() is var pause && pause > TimeSpan.Zero)
        {
            await once.RunAsync(identity, db => record.HoldAsync(db, message, pause, cancellation), cancellation).ConfigureAwait(false);
            stage.Ends("held");
            return;
        }
        var (written, problem, mayComeBack) = await WriteAsync(result, cancellation).ConfigureAwait(false);
        if (written is null)
        {
            await once.RunAsync(identity, db => mayComeBack ? record.MissAsync(db, message, problem, cancellation) : record.FailAsync(db, message.CaseId, problem, cancellation), cancellation).ConfigureAwait(false);
            stage.Ends(mayComeBack ? "image missing" : "invalid");
            return;
        }
        var watch = Stopwatch.StartNew();
        var outcome = await StoreAsync(written, cancellation).ConfigureAwait(false);
        await once.RunAsync(identity, db => record.AttemptAsync(db, result, written, outcome, watch.Elapsed, cancellation), cancellation).ConfigureAwait(false);
        stage.Ends(DeliveryMeter.Word(outcome.Kind));
        if (outcome.Kind == DeliveryKind.Stored)
            meter.CaseStored(result);
    }

    /// <returns>The SEG, or why there is none: what its image holds makes no valid one, and no retry changes that; but a file that is missing may be a volume that is away.</returns>
    private async Task<(WrittenSegmentation? Written, string Problem, bool MayComeBack)> WriteAsync(CaseResult result, CancellationToken cancellation)
    {
        try
        {
            var written = await writer.WriteAsync(result, cancellation).ConfigureAwait(false);
            return written.Problem is { } problem ? (null, problem, false) : (written, "", false);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, $"No SEG can be made of image {result.Image.SopInstanceUid}: {missing.Message} See that Storage:Root is whole, then retry the case.", true);
        }
        catch (Exception unfit) when (unfit is DicomException or ArgumentException or FormatException)
        {
            return (null, $"No SEG can be made of image {result.Image.SopInstanceUid}: {unfit.Message} Send the image corrected, as a new instance, or draw on it by hand.", false);
        }
    }

    /// <summary>The companions first: a stored SEG means that everything is there. All of them keep their UIDs when they are sent again.</summary>
    private async Task<DeliveryOutcome> StoreAsync(WrittenSegmentation written, CancellationToken cancellation)
    {
        foreach (var companion in written.Companions)
        {
            var outcome = await destination.StoreAsync(companion, cancellation).ConfigureAwait(false);
            if (outcome.Kind != DeliveryKind.Stored)
                return outcome;
        }
        return await destination.StoreAsync(written.File, cancellation).ConfigureAwait(false);
    }
}
