using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>
/// A segmentation that came in from outside. What a person drew on an image that we know becomes a label, with the words of the case that it corrects; our own
/// results coming back, other algorithms' work and unknown images do not.
/// </summary>
public sealed class SegmentationLabels(
    ExactlyOnce once, RefusalLog refusals, LabelShelf shelf, InstanceStore files, IOptions<LabelOptions> options, TimeProvider clock)
{
    private const string Source = "label";

    /// <summary>A SEG that was stored by C-STORE.</summary>
    public Task AcceptAsync(SegmentationReceived message, MessageIdentity identity, CancellationToken cancellation) =>
        AcceptFileAsync(files.Full(message.Path), new LabelOrigin("PACS", options.Value.PacsRole) { Site = options.Value.Site, Use = options.Value.Use }, identity, cancellation);

    /// <summary>A SEG in a file; what cannot be used is a recorded refusal.</summary>
    public async Task AcceptFileAsync(string path, LabelOrigin origin, MessageIdentity identity, CancellationToken cancellation)
    {
        var file = await DicomFile.OpenAsync(path, FileReadOption.ReadLargeOnDemand).ConfigureAwait(false);
        var reason = SegmentationReader.Read(file).TryGet(out var drawn, out var refusal) ? WhyNoLabel(drawn) : refusal.Reason;
        if (drawn is null || reason is not null)
        {
            await refusals.RecordAsync(Source, drawn?.SopInstanceUid, reason ?? "", identity, cancellation).ConfigureAwait(false);
            return;
        }
        // A reviewed SEG that this service stored itself has its label already.
        if (File.Exists(files.Full(files.ResultPath(drawn.SopInstanceUid))))
            return;
        var creator = file.Dataset.GetSingleValueOrDefault(DicomTag.ContentCreatorName, "");
        var read = origin with { Reader = origin.Reader ?? LabelOrigin.Pseudonym(creator, options.Value) };
        await once.RunAsync(identity, db => KeepAsync(db, drawn, read, cancellation), cancellation).ConfigureAwait(false);
    }

    private static string? WhyNoLabel(ReadSegmentation drawn) =>
        drawn.Segments.All(s => s.AlgorithmType == SegmentAlgorithmType.Automatic)
            ? $"SEG {drawn.SopInstanceUid} was drawn by an algorithm (Segment Algorithm Type AUTOMATIC); only a person's work becomes a label."
            : null;

    private async Task KeepAsync(PipelineDbContext db, ReadSegmentation drawn, LabelOrigin origin, CancellationToken cancellation)
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
                await AddAsync(db, drawn, image, segment, origin, cancellation).ConfigureAwait(false);
    }

    private static string? Problem(ReadSegmentation drawn, List<SourceImage> images)
    {
        if (images.Count == 0)
            return $"SEG {drawn.SopInstanceUid} refers to {string.Join(", ", drawn.ReferencedInstances.Select(r => r.SopInstanceUid).DefaultIfEmpty("no image"))}, which is not known here. Send the image first.";
        return images.Find(i => i.Rows != drawn.Rows || i.Columns != drawn.Columns) is { } other
            ? $"SEG {drawn.SopInstanceUid} has {drawn.Rows} x {drawn.Columns} pixels, its image {other.SopInstanceUid} has {other.Rows} x {other.Columns}. Draw it at the image's size."
            : null;
    }

    private async Task AddAsync(
        PipelineDbContext db, ReadSegmentation drawn, SourceImage image, ReadSegment segment, LabelOrigin origin, CancellationToken cancellation)
    {
        var known = await db.Labels.AnyAsync(
            l => l.SegSopInstanceUid == drawn.SopInstanceUid && l.SegmentNumber == segment.Number && l.SopInstanceUid == image.SopInstanceUid, cancellation).ConfigureAwait(false);
        if (known)
            return;
        var corrected = await CorrectedSegment.FindAsync(db, image.SopInstanceUid, segment, cancellation).ConfigureAwait(false);
        var mask = drawn.Mask(segment.Number, image.SopInstanceUid).Pixels;
        // A segment without a pixel is a reader's "nothing there".
        var verdict = mask.Any(pixel => pixel != 0) ? LabelVerdict.Drawn : LabelVerdict.Rejected;
        await shelf.AddAsync(db, new LabelRecord
        {
            SopInstanceUid = image.SopInstanceUid,
            SegSopInstanceUid = drawn.SopInstanceUid,
            SegmentNumber = segment.Number,
            Verdict = verdict,
            FindingId = corrected?.Segment.FindingId,
            Side = corrected?.Segment.Side,
            Sentence = corrected?.Segment.Sentence,
            ReferringText = corrected?.Segment.ReferringText,
            Mask = MaskBlob.Pack(mask),
            Rows = drawn.Rows,
            Columns = drawn.Columns,
            CaseId = corrected?.Case.Id,
            ResultSegSopInstanceUid = corrected?.Case.SegSopInstanceUid,
            ResultWeightsSha256 = corrected?.Case.WeightsSha256,
            TrackingUid = segment.Tracking?.Uid,
            Source = origin.Source,
            Role = origin.Role,
            Reader = origin.Reader,
            Comment = origin.Comment,
            Site = origin.Site,
            Use = origin.Use,
            CreatedAt = origin.At ?? clock.GetUtcNow(),
        }, cancellation).ConfigureAwait(false);
    }
}
