using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Matching;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>
/// Brings images and reports together. Image and report each commit before their own matching begins, so whichever comes second sees both; whoever decides about
/// a report holds its lock, so that a correction and a late image never decide past each other.
/// </summary>
public sealed class CaseOpener(ExactlyOnce once, Matcher matcher, ChampionModel champion, CaseMeeting meeting, CaseRevisions revisions, StudyCompleteness completeness, StageTelemetry stages, TimeProvider clock)
{
    public async Task OpenForImageAsync(ImageStored message, MessageIdentity identity, CancellationToken cancellation)
    {
        var model = await champion.GetAsync(cancellation).ConfigureAwait(false);
        await once.RunAsync(identity, async db =>
        {
            using var matching = stages.Begin(Stage.Matching);
            var reports = await LockAsync(db, message.SopInstanceUid, cancellation).ConfigureAwait(false);
            var image = await db.SourceImages.SingleAsync(i => i.SopInstanceUid == message.SopInstanceUid, cancellation).ConfigureAwait(false);
            var study = await db.Studies.SingleAsync(s => s.StudyInstanceUid == image.StudyInstanceUid, cancellation).ConfigureAwait(false);
            if (await completeness.WaitOrCompleteAsync(db, study, cancellation).ConfigureAwait(false) is { } quietUntil)
            {
                db.Enqueue(message, image.StudyInstanceUid, clock.GetUtcNow(), notBefore: quietUntil);
                matching.Ends("quiet time");
                return;
            }
            matching.Ends(reports == 0 ? "waits for report" : "matched");
            // One that is recorded from now on sees this image when its own turn comes.
            if (reports == 0)
                return;
            var matched = await matcher.ReportsForAsync(db, image, cancellation).ConfigureAwait(false);
            matching.Dispose();
            using var referring = stages.Begin(Stage.Referring);
            foreach (var (report, match) in matched)
                await meeting.MeetAsync(db, report, match, model, cancellation).ConfigureAwait(false);
            referring.Ends("met");
        }, cancellation).ConfigureAwait(false);
    }

    public async Task OpenForReportAsync(ReportRecorded message, MessageIdentity identity, CancellationToken cancellation)
    {
        var model = await champion.GetAsync(cancellation).ConfigureAwait(false);
        await once.RunAsync(identity, async db =>
        {
            using var matching = stages.Begin(Stage.Matching);
            var key = await db.ReportVersions.Where(v => v.Id == message.ReportVersionId).Select(v => v.ReportKey).SingleAsync(cancellation).ConfigureAwait(false);
            await SubjectLock.TakeAsync(db, key, cancellation).ConfigureAwait(false);
            var report = await db.ReportVersions.Include(v => v.References).SingleAsync(v => v.Id == message.ReportVersionId, cancellation).ConfigureAwait(false);
            if (report.SupersededById is not null)
            {
                matching.Ends("superseded");
                return;
            }
            // What it was matched by does not hold any more, so that nothing counts as found.
            if (message.Unmerged)
                report.Wait(CaseRevisions.Unmerged);
            var match = await matcher.FindAsync(db, report, cancellation).ConfigureAwait(false);
            matching.Ends(match.Images.Count > 0 ? "matched" : match.NeedsPerson ? "needs a person" : "waits for images");
            matching.Dispose();
            using var referring = stages.Begin(Stage.Referring);
            await revisions.EndElsewhereAsync(db, report, match.Images, cancellation).ConfigureAwait(false);
            if (message.Unmerged)
                await revisions.EndUnmergedAsync(db, report, match.Images, cancellation).ConfigureAwait(false);
            if (match.Images.Count == 0)
                await meeting.MeetAsync(db, report, match, model, cancellation).ConfigureAwait(false);
            // A report on several studies meets each, as each is complete in its own time.
            foreach (var study in match.Images.GroupBy(image => image.StudyInstanceUid))
                await meeting.MeetAsync(db, report, match with { Images = [.. study] }, model, cancellation).ConfigureAwait(false);
            referring.Ends(match.Images.Count == 0 ? "waiting" : "met");
        }, cancellation).ConfigureAwait(false);
    }

    /// <summary>The study first, then the reports that may be its own, in one order: no two transactions wait for each other. Nothing is read for good before.</summary>
    /// <returns>How many reports there are.</returns>
    private async Task<int> LockAsync(PipelineDbContext db, string sopInstanceUid, CancellationToken cancellation)
    {
        var study = await db.SourceImages.Where(i => i.SopInstanceUid == sopInstanceUid).Select(i => i.StudyInstanceUid).SingleAsync(cancellation).ConfigureAwait(false);
        await SubjectLock.TakeAsync(db, study, cancellation).ConfigureAwait(false);
        var keys = await matcher.KeysForAsync(db, study, cancellation).ConfigureAwait(false);
        await SubjectLock.TakeAllAsync(db, keys, cancellation).ConfigureAwait(false);
        return keys.Count;
    }
}
