using System.Globalization;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>What a delivery leaves on record: the attempt, the case's next state, and what happens next, in the caller's transaction.</summary>
public sealed class DeliveryRecord(Destination destination, DestinationBreakers schedule, Commitments commitments, TimeProvider clock)
{
    private const int TurnsInAPause = 8;

    /// <summary>How often the image's file is looked for; on the schedule as shipped that takes more than a minute.</summary>
    public const int LooksForAnImage = 8;

    /// <summary>Where an attempt ended that did not come as far as the archive.</summary>
    private const string Store = "Storage:Root";

    public async Task AttemptAsync(
        PipelineDbContext db, CaseResult result, WrittenSegmentation written, DeliveryOutcome outcome, TimeSpan took, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var current = await db.Cases.SingleAsync(c => c.Id == result.Case.Id, cancellation).ConfigureAwait(false);
        AddAttempt(db, current.Id, outcome, took, now);
        (current.SegSopInstanceUid, current.SegSeriesInstanceUid, current.SegPath) = (written.SopInstanceUid, written.SeriesInstanceUid, written.RelativePath);
        switch (outcome.Kind)
        {
            case DeliveryKind.Stored when current.State == CaseState.Delivering && commitments.IsWanted:
                commitments.Begin(db, current, destination.Name, now);
                break;
            case DeliveryKind.Stored when current.State == CaseState.Delivering:
                current.MoveTo(CaseState.Delivered, outcome.IsWarned ? $"Stored, with a warning: {outcome.Message}" : $"Stored at {destination.Name}.", now);
                db.Enqueue(StoredEvent(result, written), OrderingKey(current.Id), now);
                break;
            case DeliveryKind.Stored:
                // Withdrawn or superseded while the object was on its way: the archive holds it, and whoever listens must know that it does not stand.
                db.Enqueue(new SegmentationWithdrawn(current.Id, written.SopInstanceUid, current.Reason ?? "The case no longer stands."), OrderingKey(current.Id), now);
                break;
            case DeliveryKind.Permanent:
                if (current.CanMoveTo(CaseState.Parked))
                    current.MoveTo(CaseState.Parked, $"{destination.Name} refuses the SEG: {outcome.Message}", now);
                break;
            default:
                var attempts = await db.DeliveryAttempts.CountAsync(a => a.CaseId == current.Id, cancellation).ConfigureAwait(false) + 1;
                db.Enqueue(new SegmentationCreated(current.Id), OrderingKey(current.Id), now, notBefore: now + schedule.Pause(attempts), destination.Name);
                break;
        }
        if (outcome.Kind != DeliveryKind.Transient)
            await OutboxUpkeep.ReleaseAsync(db, destination.Name, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// The breaker is open: the message waits in the outbox until the archive answers somebody, or for its turn. The more wait, the later their turns: a few in each
    /// pause are enough to find the archive back, and a long outage does not fill the outbox.
    /// </summary>
    public async Task HoldAsync(PipelineDbContext db, SegmentationCreated message, TimeSpan pause, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var held = await OutboxUpkeep.HeldAsync(db, destination.Name, cancellation).ConfigureAwait(false);
        var spread = Math.Max(1, held / (double)TurnsInAPause);
        db.Enqueue(message, OrderingKey(message.CaseId), now, notBefore: now + pause * (1 + spread * Random.Shared.NextDouble()), destination.Name);
    }

    /// <summary>
    /// The case was withdrawn or superseded before this message was handled. A worker may have died between sending the SEG and saying so: where the file was
    /// written, the archive may hold the object, and it is taken back; an attempt on record that failed says nothing of one after it. What had been delivered was taken
    /// back when the case ended.
    /// </summary>
    public async Task NoLongerWantedAsync(PipelineDbContext db, CaseResult result, string? segSopInstanceUid, CancellationToken cancellation)
    {
        var current = await db.Cases.SingleAsync(c => c.Id == result.Case.Id, cancellation).ConfigureAwait(false);
        var ended = current.State is CaseState.Withdrawn or CaseState.Superseded;
        if (!ended || segSopInstanceUid is null || current.DeliveredAt is not null)
            return;
        current.SegSopInstanceUid = segSopInstanceUid;
        db.Enqueue(new SegmentationWithdrawn(current.Id, segSopInstanceUid, current.Reason ?? "The case no longer stands."), OrderingKey(current.Id), clock.GetUtcNow());
    }

    /// <summary>The file of the image is not there: a volume that is away comes back, so the case fails only when it was looked for several times.</summary>
    public async Task MissAsync(PipelineDbContext db, SegmentationCreated message, string problem, CancellationToken cancellation)
    {
        var (now, current) = (clock.GetUtcNow(), await db.Cases.SingleAsync(c => c.Id == message.CaseId, cancellation).ConfigureAwait(false));
        if (current.State != CaseState.Delivering)
            return;
        var looks = 1 + await db.DeliveryAttempts.CountAsync(a => a.CaseId == current.Id && a.Destination == Store && a.At >= current.UpdatedAt, cancellation).ConfigureAwait(false);
        db.DeliveryAttempts.Add(new DeliveryAttempt { CaseId = current.Id, At = now, Destination = Store, Succeeded = false, Message = problem, Milliseconds = 0 });
        if (looks >= LooksForAnImage)
            current.MoveTo(CaseState.Failed, problem, now);
        else
            db.Enqueue(message, OrderingKey(current.Id), now, notBefore: now + schedule.Pause(looks));
    }

    public async Task FailAsync(PipelineDbContext db, Guid caseId, string problem, CancellationToken cancellation)
    {
        var current = await db.Cases.SingleAsync(c => c.Id == caseId, cancellation).ConfigureAwait(false);
        if (current.CanMoveTo(CaseState.Failed))
            current.MoveTo(CaseState.Failed, problem, clock.GetUtcNow());
    }

    public void AddAttempt(PipelineDbContext db, Guid caseId, DeliveryOutcome outcome, TimeSpan took, DateTimeOffset now) => db.DeliveryAttempts.Add(new DeliveryAttempt
    {
        CaseId = caseId,
        At = now,
        Destination = destination.Name,
        Succeeded = outcome.Kind == DeliveryKind.Stored,
        StatusCode = outcome.StatusCode?.ToString("X4", CultureInfo.InvariantCulture),
        Message = outcome.Message,
        Milliseconds = took.TotalMilliseconds,
    });

    private static SegmentationStored StoredEvent(CaseResult result, WrittenSegmentation written) => new(
        result.Case.Id, result.Image.StudyInstanceUid, result.Image.SopInstanceUid, written.SopInstanceUid, result.Case.ModelVersion ?? "");

    private static string OrderingKey(Guid caseId) => caseId.ToString();
}
