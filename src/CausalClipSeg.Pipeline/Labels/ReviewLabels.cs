using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>What a reader may say of a result.</summary>
public enum ReviewVerdict
{
    Accepted,
    Rejected,
    WrongSide,
    Redrawn,
}

/// <summary>A reader's word on one segment of a case.</summary>
/// <param name="Mask">Only with <see cref="ReviewVerdict.Redrawn"/>: one byte a pixel at the image's size, row by row, 0 outside.</param>
/// <param name="Role">What the reader is, never who.</param>
public sealed record Review(Guid CaseId, int SegmentNumber, ReviewVerdict Verdict, byte[]? Mask, string Role, string? Comment)
{
    /// <summary>Anything that tells readers of one role apart; only a keyed hash of it is kept.</summary>
    public string? Reader { get; init; }
}

/// <summary>The label that a review has become, or why it has not.</summary>
public sealed record ReviewOutcome(Guid? LabelId, string? Refusal);

/// <summary>Accept, reject, "wrong side" and redraw on the review page and over HTTP become labels.</summary>
public sealed class ReviewLabels(PipelineStore store, LabelShelf shelf, IOptions<LabelOptions> options, TimeProvider clock)
{
    public Task<ReviewOutcome> RecordAsync(Review review, CancellationToken cancellation) =>
        store.InTransactionAsync(db => RecordAsync(db, review, new LabelOrigin("review", review.Role)
        {
            Reader = LabelOrigin.Pseudonym(review.Reader, options.Value), Comment = review.Comment, Site = options.Value.Site, Use = options.Value.Use,
        }, cancellation), cancellation);

    internal async Task<ReviewOutcome> RecordAsync(PipelineDbContext db, Review review, LabelOrigin origin, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(review.Role) || review.Role.Length > 64)
            return Refuse("The review does not say what the reader is (at most 64 characters, such as \"radiologist\"). Give a role, not a name.");
        // Whoever ends the case ends all that was said of it: this word is there by then, or is refused.
        await SubjectLock.TakeAsync(db, review.CaseId.ToString(), cancellation).ConfigureAwait(false);
        var found = await db.Cases.SingleOrDefaultAsync(c => c.Id == review.CaseId, cancellation).ConfigureAwait(false);
        if (found is null)
            return Refuse($"There is no case {review.CaseId}.");
        if (found is { State: CaseState.Withdrawn } or { SegmentedAt: null })
            return Refuse($"Case {found.Id} is {found.State} and has no result to review.");
        if (found.State == CaseState.Superseded)
            return Refuse($"Case {found.Id} was replaced by a newer one on the same image; review that one.");
        var segment = await db.Segments.SingleOrDefaultAsync(s => s.CaseId == found.Id && s.Number == review.SegmentNumber, cancellation).ConfigureAwait(false);
        if (segment is null)
            return Refuse($"Case {found.Id} has no segment {review.SegmentNumber}.");
        if (Mask(review, segment, out var mask) is { } problem)
            return Refuse(problem);
        var label = Label(review, found, segment, mask, origin);
        await shelf.AddAsync(db, label, cancellation).ConfigureAwait(false);
        return new ReviewOutcome(label.Id, null);
    }

    /// <returns>What is wrong with the review's mask, or null.</returns>
    private static string? Mask(Review review, CaseSegment segment, out byte[] mask)
    {
        mask = segment.Mask;
        if (review.Verdict == ReviewVerdict.WrongSide && segment.Pixels == 0)
            return "The segment is empty, so it lies on no side; reject it or draw it.";
        if (review.Verdict == ReviewVerdict.Rejected)
            mask = MaskBlob.Pack(new byte[segment.Rows * segment.Columns]);
        if (review.Verdict != ReviewVerdict.Redrawn)
            return null;
        if (review.Mask?.Length != segment.Rows * segment.Columns)
            return $"The drawn mask has {review.Mask?.Length ?? 0} pixels; the image has {segment.Rows} x {segment.Columns}, one byte for each.";
        mask = MaskBlob.Pack(review.Mask);
        return null;
    }

    private LabelRecord Label(Review review, SegmentationCase found, CaseSegment segment, byte[] mask, LabelOrigin origin) => new()
    {
        SopInstanceUid = found.SopInstanceUid,
        SegmentNumber = segment.Number,
        Verdict = Verdict(review),
        FindingId = segment.FindingId,
        Side = segment.Side,
        Sentence = segment.Sentence,
        ReferringText = segment.ReferringText,
        Mask = mask,
        Rows = segment.Rows,
        Columns = segment.Columns,
        CaseId = found.Id,
        ResultSegSopInstanceUid = found.SegSopInstanceUid,
        ResultWeightsSha256 = found.WeightsSha256,
        TrackingUid = segment.TrackingUid,
        Source = origin.Source,
        Role = origin.Role,
        Reader = origin.Reader,
        Comment = origin.Comment,
        Site = origin.Site,
        Use = origin.Use,
        CreatedAt = origin.At ?? clock.GetUtcNow(),
    };

    private static LabelVerdict Verdict(Review review) => review.Verdict switch
    {
        ReviewVerdict.Accepted => LabelVerdict.Accepted,
        ReviewVerdict.Rejected => LabelVerdict.Rejected,
        ReviewVerdict.WrongSide => LabelVerdict.WrongSide,
        _ => review.Mask is { } drawn && drawn.Any(pixel => pixel != 0) ? LabelVerdict.Drawn : LabelVerdict.Rejected,
    };

    private static ReviewOutcome Refuse(string reason) => new(null, reason);
}
