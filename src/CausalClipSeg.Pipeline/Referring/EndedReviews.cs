using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>Which persons' SEGs end with their case (decision 0028), in the transaction that ends it: what the archive holds is taken back, what is on its way finds out when it gets there.</summary>
internal sealed class EndedReviews
{
    private readonly IReadOnlyList<LabelVerdict> _verdicts;

    private EndedReviews(params IReadOnlyList<LabelVerdict> verdicts) => _verdicts = verdicts;

    /// <summary>The report or the image does not stand: whatever answers the sentence.</summary>
    public static EndedReviews OfTheSentence { get; } = new(LabelVerdict.Accepted, LabelVerdict.Drawn);

    /// <summary>The report stands, and our result does not: our mask, accepted. What a reader drew is the reader's own.</summary>
    public static EndedReviews OfOurs { get; } = new(LabelVerdict.Accepted);

    public async Task EndAsync(PipelineDbContext db, SegmentationCase ended, DateTimeOffset now, CancellationToken cancellation)
    {
        if (ended.SegmentedAt is null)
            return;
        await SubjectLock.TakeAsync(db, ended.Id.ToString(), cancellation).ConfigureAwait(false);
        var said = await db.Labels.Standing().Where(l => l.CaseId == ended.Id && l.Source == "review" && _verdicts.Contains(l.Verdict) && l.RejectionSopInstanceUid == null).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var word in said)
        {
            word.EndWithCase(ReviewUids.Rejection(word.Id));
            if (word.IsLeftInArchive)
                db.Enqueue(new ReviewWithdrawn(word.Id), word.Id.ToString(), now);
        }
    }
}
