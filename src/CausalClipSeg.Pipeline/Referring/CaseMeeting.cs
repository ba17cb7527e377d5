using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Matching;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>What a version of a report means for the images of its study: which get a case, and which case of an earlier version no longer stands.</summary>
public sealed class CaseMeeting(CaseComposer composer, CaseRevisions revisions, StudyCompleteness completeness, InstanceStore instances, SiteLexicon lexicon, IOptions<IntakeOptions> intake)
{
    /// <summary>Runs in the caller's transaction, which holds the lock of the report.</summary>
    public async Task MeetAsync(PipelineDbContext db, ReportVersion report, ReportMatch match, ChampionBundle model, CancellationToken cancellation)
    {
        var images = match.Images;
        if (report.Status.IsPreliminary() && !intake.Value.RunPreliminary)
        {
            report.Park("The report is preliminary; Intake:RunPreliminary is off.");
            return;
        }
        if (images.Count == 0)
        {
            if (match.NeedsPerson)
                report.Park(match.Reason);
            else
                report.Wait(match.Reason);
            return;
        }
        if (await WaitOrCompleteAsync(db, images, cancellation).ConfigureAwait(false) is { } until)
        {
            report.Wait($"Further images of study {images[0].StudyInstanceUid} may follow until {until:u}.");
            return;
        }
        report.Match(images[0].StudyInstanceUid, match.Reason);
        var findings = await db.Findings.Where(f => f.ReportVersionId == report.Id).OrderBy(f => f.Ordinal).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var image in images)
            await OpenAsync(db, report, findings, image, NewerOfItsView(image, images), model, cancellation).ConfigureAwait(false);
    }

    /// <summary>A report that comes just after the quiet period finds the study before its images have counted it as complete; whoever is first does.</summary>
    private async Task<DateTimeOffset?> WaitOrCompleteAsync(PipelineDbContext db, IReadOnlyList<SourceImage> images, CancellationToken cancellation) =>
        await db.Studies.FindAsync([images[0].StudyInstanceUid], cancellation).ConfigureAwait(false) is { } study
            ? await completeness.WaitOrCompleteAsync(db, study, cancellation).ConfigureAwait(false)
            : null;

    private async Task OpenAsync(
        PipelineDbContext db, ReportVersion report, List<Finding> findings, SourceImage image, SourceImage? newer, ChampionBundle model, CancellationToken cancellation)
    {
        var previous = await revisions.LatestAsync(db, image.SopInstanceUid, report.ReportKey, cancellation).ConfigureAwait(false);
        if (newer is not null)
        {
            if (previous is not null)
                await revisions.SupersedeAsync(db, previous, $"A later image of the same view ({newer.SopInstanceUid}) replaced the image.", cancellation).ConfigureAwait(false);
            return;
        }
        if (previous?.ReportVersionId == report.Id)
            return;
        if (previous is not null)
            await revisions.RetireAsync(db, previous, report, cancellation).ConfigureAwait(false);
        if (report.Status.Withdraws())
            return;
        TraceContext.Link(image.TraceParent);
        TraceContext.Link(report.TraceParent);
        await db.SaveChangesAsync(cancellation).ConfigureAwait(false);
        var composition = await ComposeAsync(report, findings, image, model).ConfigureAwait(false);
        var predecessor = previous?.SegSopInstanceUid ?? await revisions.ReplacedAsync(db, image, report.ReportKey, intake.Value.Images, cancellation).ConfigureAwait(false);
        revisions.Open(db, report, image, previous, predecessor, composition);
    }

    /// <summary>An image that cannot be read back parks its own case; the others of its study go on.</summary>
    private async Task<Composition> ComposeAsync(ReportVersion report, List<Finding> findings, SourceImage image, ChampionBundle model)
    {
        try
        {
            var file = await DicomFiles.OpenAsync(instances.Full(image.FilePath), FileReadOption.SkipLargeTags).ConfigureAwait(false);
            return composer.Compose(findings, RadiographOrientation.Read(file.Dataset), model.Manifest, Caveat(report));
        }
        catch (Exception damaged) when (damaged is DicomException or FileNotFoundException or DirectoryNotFoundException)
        {
            return new Composition.Parked($"The image cannot be read from the store: {damaged.Message.TrimEnd('.')}. See that Storage:Root is whole, then send the report again.");
        }
    }

    /// <summary>That of the reading which the findings are from: today's lexicon may understand what theirs did not.</summary>
    private string? Caveat(ReportVersion report) => report.Caveat is { } kept ? (kept.Length > 0 ? kept : null) : ReportCaveat.Of(lexicon.Extractor.Extract(report.Text));

    private SourceImage? NewerOfItsView(SourceImage image, IReadOnlyList<SourceImage> images) =>
        intake.Value.Images != ImageRule.NewestOfEachView || string.IsNullOrEmpty(image.ViewPosition)
            ? null
            : images.Where(i => i.StudyInstanceUid == image.StudyInstanceUid && i.ViewPosition == image.ViewPosition)
                .Where(i => (i.ReceivedAt, i.SopInstanceUid).CompareTo((image.ReceivedAt, image.SopInstanceUid)) > 0)
                .OrderByDescending(i => i.ReceivedAt).FirstOrDefault();
}
