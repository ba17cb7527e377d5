using CausalClipSeg.Dicom;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>The succession of cases on one image: what a new version opens, what it names as its predecessor, and what it takes back.</summary>
public sealed class CaseRevisions(TimeProvider clock)
{
    /// <summary>Why a result does not stand that came of a merge which was taken back.</summary>
    public const string Unmerged = "The merge of two patient numbers was taken back, without which the report and the image are not one patient's.";

    public Task<SegmentationCase?> LatestAsync(PipelineDbContext db, string sopInstanceUid, string reportKey, CancellationToken cancellation) =>
        db.Cases.Where(c => c.SopInstanceUid == sopInstanceUid && c.ReportKey == reportKey).OrderByDescending(c => c.Revision).FirstOrDefaultAsync(cancellation);

    /// <summary>The SEG on an earlier image of the same view, which this image replaces.</summary>
    public async Task<string?> ReplacedAsync(PipelineDbContext db, SourceImage image, string reportKey, ImageRule rule, CancellationToken cancellation) =>
        rule != ImageRule.NewestOfEachView || string.IsNullOrEmpty(image.ViewPosition) ? null : await db.Cases
            .Where(c => c.ReportKey == reportKey && c.SopInstanceUid != image.SopInstanceUid && c.SegSopInstanceUid != null)
            .Where(c => db.SourceImages.Any(i => i.SopInstanceUid == c.SopInstanceUid && i.StudyInstanceUid == image.StudyInstanceUid && i.ViewPosition == image.ViewPosition))
            .OrderByDescending(c => c.CreatedAt).Select(c => c.SegSopInstanceUid).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);

    /// <summary>A version of the report ends what an earlier one had begun.</summary>
    public Task RetireAsync(PipelineDbContext db, SegmentationCase previous, ReportVersion report, CancellationToken cancellation) => report.Status.Withdraws()
        ? EndAsync(db, previous, CaseState.Withdrawn, $"The report was withdrawn (status {report.Status}).", EndedReviews.OfTheSentence, cancellation)
        : SupersedeAsync(db, previous, $"Version {report.Version} of the report replaced it.", cancellation);

    /// <summary>A version that speaks of other images than the one before, or takes it back, ends what stands on the images it no longer speaks of.</summary>
    public async Task EndElsewhereAsync(PipelineDbContext db, ReportVersion report, IReadOnlyList<SourceImage> images, CancellationToken cancellation)
    {
        if (report.Status.IsPreliminary())
            return;
        var named = images.Select(i => i.SopInstanceUid).ToHashSet();
        // Also where an operator has withdrawn ours: what a reader drew there stands as long as the report does.
        var standing = await db.Cases.Where(c => c.ReportKey == report.ReportKey && c.ReportVersionId != report.Id && c.State != CaseState.Superseded).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var elsewhere in standing.Where(c => !named.Contains(c.SopInstanceUid)))
            await RetireAsync(db, elsewhere, report, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends what this very version began on images that it speaks of no longer, which turned out to be another patient's.</summary>
    public async Task EndUnmergedAsync(PipelineDbContext db, ReportVersion report, IReadOnlyList<SourceImage> images, CancellationToken cancellation)
    {
        var named = images.Select(i => i.SopInstanceUid).ToHashSet();
        foreach (var made in await db.Cases.Where(c => c.ReportVersionId == report.Id).ToListAsync(cancellation).ConfigureAwait(false))
            if (!named.Contains(made.SopInstanceUid))
                await EndAsync(db, made, CaseState.Withdrawn, Unmerged, EndedReviews.OfTheSentence, cancellation).ConfigureAwait(false);
    }

    public Task SupersedeAsync(PipelineDbContext db, SegmentationCase previous, string reason, CancellationToken cancellation) =>
        EndAsync(db, previous, CaseState.Superseded, reason, EndedReviews.OfTheSentence, cancellation);

    /// <summary>An operator takes ours back. The report stands, and so does what a reader drew by it.</summary>
    public Task WithdrawAsync(PipelineDbContext db, SegmentationCase wrong, string by, CancellationToken cancellation) =>
        EndAsync(db, wrong, CaseState.Withdrawn, $"Withdrawn by {by}.", EndedReviews.OfOurs, cancellation);

    /// <summary>Ends a case, and says so of its SEG and of persons' where the archive holds them. A SEG that is just on its way is dealt with by the delivery.</summary>
    private async Task EndAsync(PipelineDbContext db, SegmentationCase ended, CaseState state, string reason, EndedReviews reviews, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await reviews.EndAsync(db, ended, now, cancellation).ConfigureAwait(false);
        if (!ended.CanMoveTo(state))
            return;
        if (ended is { State: CaseState.Delivered, SegSopInstanceUid: { } uid })
            db.Enqueue(new SegmentationWithdrawn(ended.Id, uid, reason), ended.Id.ToString(), now);
        ended.MoveTo(state, reason, now);
    }

    public void Open(PipelineDbContext db, ReportVersion report, SourceImage image, SegmentationCase? previous, string? predecessor, Composition composition)
    {
        var now = clock.GetUtcNow();
        var opened = new SegmentationCase
        {
            Id = Guid.CreateVersion7(now),
            SopInstanceUid = image.SopInstanceUid,
            ReportKey = report.ReportKey,
            ReportVersionId = report.Id,
            Revision = (previous?.Revision ?? 0) + 1,
            StudyRevision = image.StudyRevision ?? 0,
            PredecessorSegSopInstanceUid = predecessor,
            CreatedAt = now,
        };
        db.Cases.Add(opened);
        image.MetAt ??= now;
        if (image.ReceivedAt <= report.ReceivedAt)
            opened.Begin(CaseState.WaitingForReport, "The image was received.", image.ReceivedAt);
        else
            opened.Begin(CaseState.WaitingForImages, "The report was received.", report.ReceivedAt);
        Enter(db, opened, composition, now);
    }

    private static void Enter(PipelineDbContext db, SegmentationCase opened, Composition composition, DateTimeOffset now)
    {
        switch (composition)
        {
            case Composition.Ready ready:
                opened.ReferringText = string.Join('\n', ready.Asks.Select(a => a.ReferringText).Distinct());
                opened.RequestedAt = now;
                db.Segments.AddRange(ready.Asks.Select((ask, index) => SegmentFor(opened, ask, index + 1)));
                if (ready.Caveat is { } caveat)
                {
                    opened.MoveTo(CaseState.Parked, caveat, now);
                    break;
                }
                opened.MoveTo(CaseState.Ready, "Image and report have met.", now);
                db.Enqueue(new SegmentationRequested(opened.Id), opened.Id.ToString(), now);
                break;
            case Composition.Negative negative:
                opened.MoveTo(CaseState.Negative, negative.Reason, now);
                break;
            case Composition.OutsideModel outside:
                opened.MoveTo(CaseState.OutsideModel, outside.Reason, now);
                break;
            case Composition.Parked parked:
                opened.MoveTo(CaseState.Parked, parked.Reason, now);
                break;
        }
    }

    private static CaseSegment SegmentFor(SegmentationCase opened, Ask ask, int number) => new()
    {
        CaseId = opened.Id,
        Number = number,
        FindingId = ask.Finding,
        Label = ask.Finding,
        Side = ask.Side,
        Zones = ask.Zones,
        Sentence = ask.Sentence,
        ReferringText = ask.ReferringText,
        TrackingUid = DerivedUid.Create("tracking", opened.SopInstanceUid, opened.ReportKey, ask.Finding, ask.Side),
    };
}
