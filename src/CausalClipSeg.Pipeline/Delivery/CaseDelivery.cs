using System.Diagnostics;
using System.Globalization;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>
/// The masks of a case -> one SEG -> the PACS. The peer's own status decides; every attempt is recorded; a transient failure is tried again later from the
/// database, so that a dead archive holds up no queue.
/// </summary>
public sealed class CaseDelivery(PipelineStore store, ExactlyOnce once, SegmentationWriter writer, IPacs pacs, IOptions<PacsOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    public async Task DeliverAsync(SegmentationCreated message, MessageIdentity identity, CancellationToken cancellation)
    {
        var result = await store.ReadAsync(db => CaseResult.LoadAsync(db, message.CaseId, cancellation), cancellation).ConfigureAwait(false);
        if (result is null)
            return;
        var written = await writer.WriteAsync(result, cancellation).ConfigureAwait(false);
        if (written.Problem is { } problem)
        {
            await once.RunAsync(identity, db => MoveAsync(db, message.CaseId, CaseState.Failed, problem, cancellation), cancellation).ConfigureAwait(false);
            return;
        }
        var watch = Stopwatch.StartNew();
        var outcome = await pacs.StoreAsync(written.File, cancellation).ConfigureAwait(false);
        await once.RunAsync(identity, db => RecordAsync(db, result, written, outcome, watch.Elapsed, cancellation), cancellation).ConfigureAwait(false);
    }

    private async Task RecordAsync(
        PipelineDbContext db, CaseResult result, WrittenSegmentation written, DeliveryOutcome outcome, TimeSpan took, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var current = await db.Cases.SingleAsync(c => c.Id == result.Case.Id, cancellation).ConfigureAwait(false);
        db.DeliveryAttempts.Add(new DeliveryAttempt
        {
            CaseId = current.Id,
            At = now,
            Destination = pacs.Destination,
            Succeeded = outcome.Kind == DeliveryKind.Stored,
            StatusCode = outcome.StatusCode?.ToString("X4", CultureInfo.InvariantCulture),
            Message = outcome.Message,
            Milliseconds = took.TotalMilliseconds,
        });
        (current.SegSopInstanceUid, current.SegSeriesInstanceUid, current.SegPath) = (written.SopInstanceUid, written.SeriesInstanceUid, written.RelativePath);
        switch (outcome.Kind)
        {
            case DeliveryKind.Stored when current.State == CaseState.Delivering:
                current.MoveTo(CaseState.Delivered, $"Stored at {pacs.Destination}.", now);
                db.Enqueue(StoredEvent(result, written), OrderingKey(current), now);
                break;
            case DeliveryKind.Stored:
                // Withdrawn or superseded while the object was on its way: the archive holds it, and whoever listens must know that it does not stand.
                db.Enqueue(new SegmentationWithdrawn(current.Id, written.SopInstanceUid, current.Reason ?? "The case no longer stands."), OrderingKey(current), now);
                break;
            case DeliveryKind.Permanent:
                Move(current, CaseState.Parked, $"{pacs.Destination} refuses the SEG: {outcome.Message}", now);
                break;
            default:
                var attempts = await db.DeliveryAttempts.CountAsync(a => a.CaseId == current.Id, cancellation).ConfigureAwait(false);
                db.Enqueue(new SegmentationCreated(current.Id), OrderingKey(current), now, notBefore: now + Pause(attempts));
                break;
        }
    }

    private static SegmentationStored StoredEvent(CaseResult result, WrittenSegmentation written) => new(
        result.Case.Id, result.Image.StudyInstanceUid, result.Image.SopInstanceUid, written.SopInstanceUid, result.Case.ModelVersion ?? "");

    private async Task MoveAsync(PipelineDbContext db, Guid caseId, CaseState state, string reason, CancellationToken cancellation) =>
        Move(await db.Cases.SingleAsync(c => c.Id == caseId, cancellation).ConfigureAwait(false), state, reason, clock.GetUtcNow());

    private static void Move(SegmentationCase current, CaseState state, string reason, DateTimeOffset now)
    {
        if (current.CanMoveTo(state))
            current.MoveTo(state, reason, now);
    }

    private static string OrderingKey(SegmentationCase current) => current.Id.ToString();

    /// <summary>Doubles from Pacs:RetrySeconds up to an hour.</summary>
    private TimeSpan Pause(int attempts)
    {
        var pause = TimeSpan.FromSeconds(options.Value.RetrySeconds * Math.Pow(2, Math.Min(attempts, 16)));
        return pause < LongestPause ? pause : LongestPause;
    }
}
