using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Labels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// Takes a reviewer's word, and for a while takes it back again: it becomes a label and, where the site wants that, a person's SEG in the PACS as soon as it is final.
/// </summary>
internal sealed class ReviewDesk(
    PipelineStore store, ReviewLabels labels, LabelShelf shelf, AuditTrail trail, IOptions<StatusOptions> status, IOptions<LabelOptions> labelling, TimeProvider clock)
{
    private TimeSpan Second => TimeSpan.FromMinutes(status.Value.TakeBackMinutes);

    /// <summary>What was said since then its reader may take back.</summary>
    public DateTimeOffset TakeBackSince => clock.GetUtcNow() - Second;

    /// <param name="about">What the audit trail gets, in the same transaction.</param>
    public Task<ReviewOutcome> RecordAsync(Review review, AuditEvent about, CancellationToken cancellation) => store.InTransactionAsync(async db =>
    {
        var origin = new LabelOrigin("review", review.Role)
        {
            Reader = LabelOrigin.Pseudonym(review.Reader, labelling.Value), Comment = review.Comment, Site = labelling.Value.Site, Use = labelling.Value.Use,
        };
        var outcome = await labels.RecordAsync(db, review, origin, cancellation).ConfigureAwait(false);
        if (outcome.LabelId is { } label && status.Value.ReviewsToPacs && review.Verdict is ReviewVerdict.Accepted or ReviewVerdict.Redrawn)
        {
            // Under a key of its own: what concerns the case itself does not wait for a reader's second thoughts.
            var now = clock.GetUtcNow();
            db.Enqueue(new ReviewAccepted(label, 1), label.ToString(), now, notBefore: now + Second);
        }
        if (outcome.LabelId is not null)
            await trail.AppendAsync(db, about, cancellation).ConfigureAwait(false);
        return outcome;
    }, cancellation);

    /// <returns>Why not, and with which status; null where it is taken back.</returns>
    public Task<(int Status, string Sentence)?> TakeBackAsync(Guid caseId, Guid labelId, Visitor visitor, AuditEvent about, CancellationToken cancellation) =>
        store.InTransactionAsync<(int Status, string Sentence)?>(async db =>
        {
            var label = await db.Labels.SingleOrDefaultAsync(l => l.Id == labelId && l.CaseId == caseId && l.Source == "review", cancellation).ConfigureAwait(false);
            if (label is null)
                return (StatusCodes.Status404NotFound, $"There is no review {labelId} of case {caseId}.");
            if (label.Role != visitor.Role || label.Reader != LabelOrigin.Pseudonym(visitor.Name, labelling.Value))
                return (StatusCodes.Status403Forbidden, "Another reader said that, and only that reader takes it back. Your own word stands beside it.");
            if (!label.Standing.Stands)
                return (StatusCodes.Status409Conflict, "That word does not stand any more: it was taken back already, or a later one has replaced it.");
            if (label.CreatedAt < TakeBackSince)
                return (StatusCodes.Status409Conflict,
                    $"A word may be taken back for {status.Value.TakeBackMinutes} minutes (Status:TakeBackMinutes), and this one is older. Say something else of the segment: that replaces it.");
            await shelf.TakeBackAsync(db, label, cancellation).ConfigureAwait(false);
            await trail.AppendAsync(db, about, cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);
}
