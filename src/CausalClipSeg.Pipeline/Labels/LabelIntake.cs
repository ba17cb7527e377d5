using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>
/// A segmentation that came in from outside. What a person drew on an image that we know becomes a label, with the words of the case that it corrects; our own
/// results coming back, other algorithms' work and unknown images do not.
/// </summary>
public sealed class LabelIntake(ExactlyOnce once, RefusalLog refusals, InstanceStore files, TimeProvider clock)
{
    private const string Source = "label";

    public async Task AcceptAsync(LabelSubmitted message, MessageIdentity identity, CancellationToken cancellation)
    {
        var file = await DicomFile.OpenAsync(files.Full(message.Path), FileReadOption.ReadLargeOnDemand).ConfigureAwait(false);
        var reason = SegmentationReader.Read(file).TryGet(out var drawn, out var refusal) ? WhyNoLabel(drawn) : refusal.Reason;
        if (drawn is null || reason is not null)
        {
            await refusals.RecordAsync(Source, message.SegSopInstanceUid, reason ?? "", identity, cancellation).ConfigureAwait(false);
            return;
        }
        await once.RunAsync(identity, db => KeepAsync(db, drawn, cancellation), cancellation).ConfigureAwait(false);
    }

    private static string? WhyNoLabel(ReadSegmentation drawn) =>
        drawn.Segments.All(s => s.AlgorithmType == SegmentAlgorithmType.Automatic)
            ? $"SEG {drawn.SopInstanceUid} was drawn by an algorithm (Segment Algorithm Type AUTOMATIC); only a person's work becomes a label."
            : null;

    private async Task KeepAsync(PipelineDbContext db, ReadSegmentation drawn, CancellationToken cancellation)
    {
        var uids = drawn.ReferencedInstances.Select(r => r.SopInstanceUid).ToList();
        var images = await db.SourceImages.Where(i => uids.Contains(i.SopInstanceUid)).ToListAsync(cancellation).ConfigureAwait(false);
        if (Problem(drawn, images) is { } problem)
        {
            db.Refusals.Add(new Refusal { At = clock.GetUtcNow(), Source = Source, Subject = drawn.SopInstanceUid, Reason = problem });
            return;
        }
        foreach (var image in images)
            foreach (var segment in drawn.Segments.Where(s => s.AlgorithmType != SegmentAlgorithmType.Automatic))
                await AddAsync(db, drawn, image, segment, cancellation).ConfigureAwait(false);
    }

    private static string? Problem(ReadSegmentation drawn, List<SourceImage> images)
    {
        if (images.Count == 0)
            return $"SEG {drawn.SopInstanceUid} refers to {string.Join(", ", drawn.ReferencedInstances.Select(r => r.SopInstanceUid).DefaultIfEmpty("no image"))}, which is not known here. Send the image first.";
        return images.Find(i => i.Rows != drawn.Rows || i.Columns != drawn.Columns) is { } other
            ? $"SEG {drawn.SopInstanceUid} has {drawn.Rows} x {drawn.Columns} pixels, its image {other.SopInstanceUid} has {other.Rows} x {other.Columns}. Draw it at the image's size."
            : null;
    }

    private async Task AddAsync(PipelineDbContext db, ReadSegmentation drawn, SourceImage image, ReadSegment segment, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var corrected = await CorrectedAsync(db, image, segment, cancellation).ConfigureAwait(false);
        var label = new LabelRecord
        {
            SopInstanceUid = image.SopInstanceUid,
            SegSopInstanceUid = drawn.SopInstanceUid,
            SegmentNumber = segment.Number,
            FindingId = corrected?.FindingId,
            ReferringText = corrected?.ReferringText,
            Mask = MaskBlob.Pack(drawn.Mask(segment.Number, image.SopInstanceUid).Pixels),
            Rows = drawn.Rows,
            Columns = drawn.Columns,
            CaseId = corrected?.CaseId,
            Source = "PACS",
            CreatedAt = now,
        };
        var earlier = await db.Labels.Where(l => l.SopInstanceUid == image.SopInstanceUid && l.ReferringText == label.ReferringText && l.SupersededById == null)
            .ToListAsync(cancellation).ConfigureAwait(false);
        if (earlier.Exists(l => l.SegSopInstanceUid == label.SegSopInstanceUid && l.SegmentNumber == label.SegmentNumber))
            return;
        db.Labels.Add(label);
        earlier.ForEach(l => l.SupersedeBy(label));
        db.Enqueue(new LabelAccepted(label.Id, image.SopInstanceUid), image.SopInstanceUid, now);
    }

    /// <summary>The segment of ours that this one corrects: by tracking UID, else the only or first one of the image's newest case.</summary>
    private static async Task<CaseSegment?> CorrectedAsync(PipelineDbContext db, SourceImage image, ReadSegment drawn, CancellationToken cancellation)
    {
        var newest = await db.Cases.Where(c => c.SopInstanceUid == image.SopInstanceUid && c.ReferringText != null).OrderByDescending(c => c.Revision)
            .Select(c => (Guid?)c.Id).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        var ours = await db.Segments.Where(s => s.CaseId == newest).OrderBy(s => s.Number).ToListAsync(cancellation).ConfigureAwait(false);
        return ours.Find(s => s.TrackingUid == drawn.Tracking?.Uid) ?? ours.Find(s => s.Label == drawn.Label) ?? ours.FirstOrDefault();
    }
}
