using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Matching;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Models;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>
/// Opens a case for each image that a report speaks of, or says why not. Image and report each commit before their own matching begins, so whichever comes
/// second sees both; the unique key of a case makes the meeting happen once.
/// </summary>
public sealed class CaseOpener(
    ExactlyOnce once, Matcher matcher, CaseComposer composer, ChampionModel champion, InstanceStore instances, IOptions<IntakeOptions> intake, TimeProvider clock)
{
    public async Task OpenForImageAsync(ImageStored message, MessageIdentity identity, CancellationToken cancellation)
    {
        var model = await champion.GetAsync(cancellation).ConfigureAwait(false);
        await once.RunAsync(identity, async db =>
        {
            var image = await db.SourceImages.SingleAsync(i => i.SopInstanceUid == message.SopInstanceUid, cancellation).ConfigureAwait(false);
            foreach (var report in await matcher.ReportsForAsync(db, image, cancellation).ConfigureAwait(false))
                await MeetAsync(db, report, [image], model, cancellation).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
    }

    public async Task OpenForReportAsync(ReportRecorded message, MessageIdentity identity, CancellationToken cancellation)
    {
        var model = await champion.GetAsync(cancellation).ConfigureAwait(false);
        await once.RunAsync(identity, async db =>
        {
            var report = await db.ReportVersions.SingleAsync(v => v.Id == message.ReportVersionId, cancellation).ConfigureAwait(false);
            if (report.SupersededById is not null)
                return;
            var images = await matcher.ImagesForAsync(db, report, cancellation).ConfigureAwait(false);
            await MeetAsync(db, report, images, model, cancellation).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
    }

    private async Task MeetAsync(PipelineDbContext db, ReportVersion report, IReadOnlyList<SourceImage> images, ChampionBundle model, CancellationToken cancellation)
    {
        if (report.Status.IsPreliminary() && !intake.Value.RunPreliminary)
        {
            report.Park("The report is preliminary; Intake:RunPreliminary is off.");
            return;
        }
        if (images.Count == 0)
        {
            report.Wait(Matcher.WaitingReason(report));
            return;
        }
        report.Match(images[0].StudyInstanceUid, Matcher.MatchedReason(report));
        var findings = await db.Findings.Where(f => f.ReportVersionId == report.Id).OrderBy(f => f.Ordinal).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var image in images)
            await OpenAsync(db, report, findings, image, model, cancellation).ConfigureAwait(false);
    }

    private async Task OpenAsync(PipelineDbContext db, ReportVersion report, List<Finding> findings, SourceImage image, ChampionBundle model, CancellationToken cancellation)
    {
        var previous = await db.Cases.Where(c => c.SopInstanceUid == image.SopInstanceUid && c.ReportKey == report.ReportKey)
            .OrderByDescending(c => c.Revision).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        if (previous?.ReportVersionId == report.Id)
            return;
        if (previous is not null)
            Retire(db, previous, report);
        if (report.Status.Withdraws())
            return;
        var file = await DicomFile.OpenAsync(instances.Full(image.FilePath), FileReadOption.SkipLargeTags).ConfigureAwait(false);
        var composition = composer.Compose(findings, RadiographOrientation.Read(file.Dataset), model.Manifest);
        Open(db, report, image, previous, composition);
    }

    private void Retire(PipelineDbContext db, SegmentationCase previous, ReportVersion report)
    {
        var now = clock.GetUtcNow();
        var reason = report.Status.Withdraws() ? $"The report was withdrawn (status {report.Status})." : $"Version {report.Version} of the report replaced it.";
        var state = report.Status.Withdraws() ? CaseState.Withdrawn : CaseState.Superseded;
        if (!previous.CanMoveTo(state))
            return;
        if (previous is { State: CaseState.Delivered, SegSopInstanceUid: { } uid })
            db.Enqueue(new SegmentationWithdrawn(previous.Id, uid, reason), previous.Id.ToString(), now);
        previous.MoveTo(state, reason, now);
    }

    private void Open(PipelineDbContext db, ReportVersion report, SourceImage image, SegmentationCase? previous, Composition composition)
    {
        var now = clock.GetUtcNow();
        var opened = new SegmentationCase
        {
            Id = Guid.CreateVersion7(now),
            SopInstanceUid = image.SopInstanceUid,
            ReportKey = report.ReportKey,
            ReportVersionId = report.Id,
            Revision = (previous?.Revision ?? 0) + 1,
            PredecessorSegSopInstanceUid = previous?.SegSopInstanceUid,
            CreatedAt = now,
        };
        db.Cases.Add(opened);
        switch (composition)
        {
            case Composition.Ready ready:
                opened.ReferringText = string.Join('\n', ready.Asks.Select(a => a.ReferringText).Distinct());
                opened.RequestedAt = now;
                db.Segments.AddRange(ready.Asks.Select((ask, index) => SegmentFor(opened, ask, index + 1)));
                opened.Begin(CaseState.Ready, "Image and report have met.", now);
                db.Enqueue(new SegmentationRequested(opened.Id), opened.Id.ToString(), now);
                break;
            case Composition.Negative negative:
                opened.Begin(CaseState.Negative, negative.Reason, now);
                break;
            case Composition.OutsideModel outside:
                opened.Begin(CaseState.OutsideModel, outside.Reason, now);
                break;
            case Composition.Parked parked:
                opened.Begin(CaseState.Parked, parked.Reason, now);
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
