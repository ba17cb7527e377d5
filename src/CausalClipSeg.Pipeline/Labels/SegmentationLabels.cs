using CausalClipSeg.Dicom;
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
    PipelineStore store, ExactlyOnce once, RefusalLog refusals, LabelShelf shelf, InstanceStore files, IOptions<LabelOptions> options, TimeProvider clock)
{
    private const string Source = "label";

    /// <summary>A SEG that was stored by C-STORE.</summary>
    public Task AcceptAsync(SegmentationReceived message, MessageIdentity identity, CancellationToken cancellation) =>
        AcceptFileAsync(files.Full(message.Path), new LabelOrigin("PACS", options.Value.PacsRole) { Site = options.Value.Site, Use = options.Value.Use }, identity, cancellation);

    /// <summary>A SEG in a file; what cannot be used is a recorded refusal.</summary>
    public async Task AcceptFileAsync(string path, LabelOrigin origin, MessageIdentity identity, CancellationToken cancellation)
    {
        var file = await DicomFiles.OpenAsync(path, FileReadOption.ReadLargeOnDemand).ConfigureAwait(false);
        var uid = file.Dataset.GetSingleValueOrDefault(DicomTag.SOPInstanceUID, "");
        if (!(await DrawnMask.ReadAsync(store, file.Dataset, cancellation).ConfigureAwait(false)).TryGet(out var masks, out var refusal))
        {
            await refusals.RecordAsync(Source, uid, refusal.Reason, identity, cancellation).ConfigureAwait(false);
            return;
        }
        // A reviewed SEG that this service stored itself has its label already.
        if (File.Exists(files.Full(files.ResultPath(uid))))
            masks = [];
        var creator = file.Dataset.GetSingleValueOrDefault(DicomTag.ContentCreatorName, "");
        var read = origin with { Reader = origin.Reader ?? LabelOrigin.Pseudonym(creator, options.Value) };
        await once.RunAsync(identity, async db =>
        {
            foreach (var image in masks.GroupBy(mask => mask.Image.SopInstanceUid))
                await AddAsync(db, [.. image], read, cancellation).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
    }

    /// <param name="drawn">What one SEG shows of one image.</param>
    private async Task AddAsync(PipelineDbContext db, IReadOnlyList<DrawnMask> drawn, LabelOrigin origin, CancellationToken cancellation)
    {
        var corrected = await CorrectedSegment.FindAsync(db, drawn[0].Image.SopInstanceUid, [.. drawn.Select(mask => mask.Segment)], cancellation).ConfigureAwait(false);
        var reported = await db.Cases.AnyAsync(c => c.SopInstanceUid == drawn[0].Image.SopInstanceUid && c.SegmentedAt != null, cancellation).ConfigureAwait(false);
        foreach (var (mask, segment) in drawn.Zip(corrected))
        {
            var added = await AddAsync(db, mask, segment, origin, cancellation).ConfigureAwait(false);
            if (added && reported && segment is null)
                db.Refusals.Add(new Refusal
                {
                    At = clock.GetUtcNow(), Source = Source, Subject = mask.SegSopInstanceUid,
                    Reason = $"Segment {mask.Segment.Number} (\"{mask.Segment.Label}\") of SEG {mask.SegSopInstanceUid} names none of the findings that were segmented on image {mask.Image.SopInstanceUid}, or not one alone: "
                        + "it is kept without a sentence, and nothing learns from it. Give it the tracking UID or the label of the segment that it corrects.",
                });
        }
    }

    /// <returns>False where it is a label already.</returns>
    private async Task<bool> AddAsync(PipelineDbContext db, DrawnMask drawn, CorrectedSegment? corrected, LabelOrigin origin, CancellationToken cancellation)
    {
        var (image, segment) = (drawn.Image, drawn.Segment);
        var known = await db.Labels.AnyAsync(
            l => l.SegSopInstanceUid == drawn.SegSopInstanceUid && l.SegmentNumber == segment.Number && l.SopInstanceUid == image.SopInstanceUid, cancellation).ConfigureAwait(false);
        if (known)
            return false;
        await shelf.AddAsync(db, new LabelRecord
        {
            SopInstanceUid = image.SopInstanceUid,
            SegSopInstanceUid = drawn.SegSopInstanceUid,
            SegmentNumber = segment.Number,
            // A segment without a pixel is a reader's "nothing there".
            Verdict = drawn.IsEmpty ? LabelVerdict.Rejected : LabelVerdict.Drawn,
            FindingId = corrected?.Segment.FindingId,
            Side = corrected?.Segment.Side,
            Sentence = corrected?.Segment.Sentence,
            ReferringText = corrected?.Segment.ReferringText,
            Mask = drawn.Mask,
            Rows = image.Rows,
            Columns = image.Columns,
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
        return true;
    }
}
