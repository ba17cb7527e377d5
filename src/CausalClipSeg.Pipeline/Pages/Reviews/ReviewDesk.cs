using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Labels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Takes a reviewer's word: it becomes a label and, where the site wants that, a person's SEG in the PACS; and says which case is next.</summary>
internal sealed class ReviewDesk(PipelineStore store, ReviewLabels labels, AuditTrail trail, IOptions<StatusOptions> status, IOptions<LabelOptions> labelling, TimeProvider clock)
{
    /// <param name="about">What the audit trail gets, in the same transaction.</param>
    public Task<ReviewOutcome> RecordAsync(Review review, AuditEvent about, CancellationToken cancellation) => store.InTransactionAsync(async db =>
    {
        var origin = new LabelOrigin("review", review.Role)
        {
            Reader = LabelOrigin.Pseudonym(review.Reader, labelling.Value), Comment = review.Comment, Site = labelling.Value.Site, Use = labelling.Value.Use,
        };
        var outcome = await labels.RecordAsync(db, review, origin, cancellation).ConfigureAwait(false);
        if (outcome.LabelId is { } label && status.Value.ReviewsToPacs && review.Verdict is ReviewVerdict.Accepted or ReviewVerdict.Redrawn)
            db.Enqueue(new ReviewAccepted(label, 1), review.CaseId.ToString(), clock.GetUtcNow());
        if (outcome.LabelId is not null)
            await trail.AppendAsync(db, about, cancellation).ConfigureAwait(false);
        return outcome;
    }, cancellation);

    /// <summary>The newest stored case before this one that nobody has reviewed.</summary>
    public Task<Guid?> NextAsync(Guid? after, CancellationToken cancellation) => store.ReadAsync(async db =>
    {
        var open = db.Cases.Where(c => c.State == CaseState.Delivered && !db.Labels.Any(l => l.CaseId == c.Id && l.Source == "review"));
        var further = after is { } last ? open.Where(c => c.Id < last) : open;
        return await further.OrderByDescending(c => c.Id).Select(c => (Guid?)c.Id).FirstOrDefaultAsync(cancellation).ConfigureAwait(false)
            ?? await open.Where(c => c.Id != after).OrderByDescending(c => c.Id).Select(c => (Guid?)c.Id).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
    }, cancellation);
}
