using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>
/// A SEG in the archive that no longer stands is rejected by a Key Object Selection (IHE RAD, Imaging Object Change Management), where the site's archive honours
/// those (Pacs:RejectionNotes). Elsewhere the case's state in our records says it.
/// </summary>
public sealed class CaseRejection(PipelineStore store, ExactlyOnce once, RejectionNotes notes, DeliveryRecord record)
{
    public async Task RejectAsync(SegmentationWithdrawn message, MessageIdentity identity, CancellationToken cancellation)
    {
        var result = await store.ReadAsync(db => CaseResult.LoadAsync(db, message.CaseId, cancellation), cancellation).ConfigureAwait(false);
        if (!notes.AreWanted || result.Case.RejectedAt is not null)
        {
            await once.RunAsync(identity, _ => Task.CompletedTask, cancellation).ConfigureAwait(false);
            return;
        }
        var rejected = new RejectedSegmentation(
            message.SegSopInstanceUid, RejectedSegmentation.ReasonOf(result.Case), message.Reason, result.Case.WeightsSha256, result.Case.UpdatedAt);
        var told = await notes.SendAsync(rejected, cancellation).ConfigureAwait(false);
        await once.RunAsync(identity, async db =>
        {
            if (told.Outcome is { } outcome)
                record.AddAttempt(db, message.CaseId, outcome, told.Took, notes.Now);
            if (told.IsStored)
                (await db.Cases.SingleAsync(c => c.Id == message.CaseId, cancellation).ConfigureAwait(false)).Reject(told.SopInstanceUid, notes.Now);
            notes.Again(db, message, message.CaseId, told);
        }, cancellation).ConfigureAwait(false);
    }
}
