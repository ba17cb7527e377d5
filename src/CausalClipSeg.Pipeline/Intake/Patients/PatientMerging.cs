using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Reports;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// Writes merges of patient numbers down: in one transaction, once for each message id and body, a message as a whole or not at all. What has to be looked at again
/// because of them is found after the commit, so that a report which comes at the same moment is seen by one of the two.
/// </summary>
public sealed partial class PatientMerging(PipelineStore store, AuditTrail trail, TimeProvider clock, ILogger<PatientMerging> log)
{
    internal async Task<MergeReception> ReceiveAsync(MergeDelivery delivery, CancellationToken cancellation)
    {
        var received = await store.InTransactionAsync(db => ReceiveAsync(db, delivery, cancellation), cancellation).ConfigureAwait(false);
        if (received.Reception == Reception.OtherBody) IdWithOtherBody(delivery.Source);
        return received;
    }

    private async Task<MergeReception> ReceiveAsync(PipelineDbContext db, MergeDelivery delivery, CancellationToken cancellation)
    {
        await PatientNumbers.LockAsync(db, cancellation).ConfigureAwait(false);
        var seen = await db.InboundMessages.SingleOrDefaultAsync(m => m.Source == delivery.Source && m.MessageId == delivery.MessageId, cancellation).ConfigureAwait(false);
        if (seen is not null)
            return new(seen.ContentHash == delivery.ContentHash ? Reception.Repeated : Reception.OtherBody);
        var (now, merges) = (clock.GetUtcNow(), new List<PatientMerge>());
        var numbers = await PatientNumbers.OfAsync(db, delivery.Content.Merges.SelectMany(m => (string[])[m.Prior, m.Surviving]), cancellation).ConfigureAwait(false);
        foreach (var (prior, surviving, authority) in delivery.Content.Merges)
        {
            if (Conflict(numbers, prior, surviving) is { } conflict)
                return new(Reception.Stored, conflict);
            if (numbers.AreOne(prior, surviving))
                continue;
            merges.Add(PatientMerge.Of(prior, surviving, authority, delivery.MessageId, delivery.Content.OccurredAt, now));
            numbers = numbers.With(merges[^1]);
        }
        db.InboundMessages.Add(new InboundMessage { Source = delivery.Source, MessageId = delivery.MessageId, ContentHash = delivery.ContentHash, FirstSeenAt = now, Outcome = "AA" });
        db.PatientMerges.AddRange(merges);
        foreach (var merge in merges)
            db.Enqueue(new PatientsReconciled(merge.Id), merge.Id.ToString(), now);
        foreach (var merge in merges)
            await trail.AppendAsync(db, AuditEvents.PatientsMerged(delivery.Sender, merge.Prior, merge.Surviving), cancellation).ConfigureAwait(false);
        return new(Reception.Stored);
    }

    /// <summary>Two merges that contradict each other are for a person: one of them was an error, and it cannot be told which.</summary>
    private static ReportProblem? Conflict(PatientNumbers numbers, string prior, string surviving)
    {
        if (numbers.LeadsTo(surviving, prior) && numbers.MergeOf(surviving) is { } back)
            return Refuse($"Patient \"{surviving}\" (PID-3) was merged into \"{prior}\" (MRG-1) before, so neither would survive. {TakeBack(back)}");
        return numbers.MergeOf(prior) is { } before && !numbers.AreOne(prior, surviving)
            ? Refuse($"Patient \"{prior}\" (MRG-1) was merged into \"{before.Surviving}\" before, and cannot be merged into \"{surviving}\" (PID-3) as well. {TakeBack(before)}")
            : null;
    }

    private static string TakeBack(PatientMerge earlier) => $"Where the earlier merge was the error, take it back (merges take-back {earlier.Id}), then send this one again.";

    private static ReportProblem Refuse(string sentence) => new(ReportProblemKind.MergeConflict, "205", sentence, "MRG^1^1");

    [LoggerMessage(EventId = 117, Level = LogLevel.Error, Message = "Alarm: a sender at the {Source} door used the id of an earlier message for another merge of patients; nothing was taken. Look into the sender's numbering.")]
    private partial void IdWithOtherBody(string source);
}
