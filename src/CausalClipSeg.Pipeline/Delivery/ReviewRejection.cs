using CausalClipSeg.Dicom.KeyObjects;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>
/// A person's SEG in the archive whose reader has said something else since, or taken the word back, or which ended with its case, is rejected as a case's is. Where the archive
/// honours no Key Objects, the label in our records says it, and the case's page.
/// </summary>
public sealed class ReviewRejection(PipelineStore store, ExactlyOnce once, RejectionNotes notes)
{
    private const string Source = "review";

    public async Task RejectAsync(ReviewWithdrawn message, MessageIdentity identity, CancellationToken cancellation)
    {
        var label = await store.ReadAsync(db => db.Labels.SingleAsync(l => l.Id == message.LabelId, cancellation), cancellation).ConfigureAwait(false);
        if (!notes.AreWanted || !label.IsLeftInArchive)
        {
            await once.RunAsync(identity, _ => Task.CompletedTask, cancellation).ConfigureAwait(false);
            return;
        }
        var told = await notes.SendAsync(await RejectedAsync(label, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        await once.RunAsync(identity, async db =>
        {
            if (told.IsStored)
                (await db.Labels.SingleAsync(l => l.Id == message.LabelId, cancellation).ConfigureAwait(false)).Reject(told.SopInstanceUid, notes.Now);
            else if (told.Outcome is { Kind: DeliveryKind.Permanent } refused)
                db.Refusals.Add(new Refusal { At = notes.Now, Source = Source, Subject = told.SopInstanceUid, Reason = $"The archive refuses to reject a reviewed SEG that does not stand: {refused.Message}" });
            notes.Again(db, message, message.LabelId, told);
        }, cancellation).ConfigureAwait(false);
    }

    private async Task<RejectedSegmentation> RejectedAsync(LabelRecord label, CancellationToken cancellation)
    {
        var uid = ReviewUids.Segmentation(label.Id);
        if (label.RejectionSopInstanceUid is not null)
        {
            var ended = await store.ReadAsync(db => db.Cases.SingleAsync(c => c.Id == label.CaseId, cancellation), cancellation).ConfigureAwait(false);
            return new RejectedSegmentation(uid, RejectedSegmentation.ReasonOf(ended), ended.Reason ?? "The case no longer stands.", label.ResultWeightsSha256, ended.UpdatedAt);
        }
        var later = await store.ReadAsync(db => db.Labels.Where(l => l.Id == label.SupersededById).Select(l => (DateTimeOffset?)l.CreatedAt).SingleOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
        return new RejectedSegmentation(uid, RejectionReason.Quality,
            later is null ? "The reader has taken the word back." : "A later word of the same reader replaces it.", label.ResultWeightsSha256, later ?? label.TakenBackAt ?? label.CreatedAt);
    }
}
