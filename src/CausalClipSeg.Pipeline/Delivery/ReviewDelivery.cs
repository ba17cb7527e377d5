using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>
/// What a person drew or accepted on the review page -> a SEG in the PACS that says so: MANUAL where it was drawn, SEMIAUTOMATIC where our mask was accepted.
/// Its UIDs are derived from the label, so that another attempt stores the same object.
/// </summary>
public sealed class ReviewDelivery(PipelineStore store, ExactlyOnce once, InstanceStore files, Destination destination, DestinationBreakers breakers, IOptions<PacsOptions> options,
    IOptions<IntakeOptions> site, TimeProvider clock)
{
    private const string Source = "review";

    public async Task DeliverAsync(ReviewAccepted message, MessageIdentity identity, CancellationToken cancellation)
    {
        var label = await store.ReadAsync(db => db.Labels.SingleAsync(l => l.Id == message.LabelId, cancellation), cancellation).ConfigureAwait(false);
        var mask = MaskBlob.Unpack(label.Mask, label.Rows, label.Columns);
        // An empty redraw says that nothing is there: that is a label, and no segment to store. What was taken back, replaced or ended with its case since must not come back as a person's word.
        if (!label.SegStands || label.ExcludedAt is not null || !mask.Contains((byte)1))
        {
            // A worker may have died between sending the SEG and saying so: where the file was written, the archive may hold the object.
            await (!label.SegStands && File.Exists(files.Full(files.ResultPath(ReviewUids.Segmentation(label.Id)))) ? StoredAsync(label.Id, identity, cancellation) : NothingMoreAsync(identity, cancellation)).ConfigureAwait(false);
            return;
        }
        var image = await store.ReadAsync(db => db.SourceImages.SingleAsync(i => i.SopInstanceUid == label.SopInstanceUid, cancellation), cancellation).ConfigureAwait(false);
        var source = await DicomFiles.OpenAsync(files.Full(image.FilePath), FileReadOption.SkipLargeTags).ConfigureAwait(false);
        var content = Content(label, mask);
        var uid = content.SopInstanceUid;
        if (Build(source.Dataset, content, out var file) is { } unfit)
        {
            await RefuseAsync(identity, uid, unfit, cancellation).ConfigureAwait(false);
            return;
        }
        if (SegmentationChecker.Check(file.Dataset, source.Dataset) is { Count: > 0 } problems)
        {
            await RefuseAsync(identity, uid, $"A reviewed SEG did not pass its own check and was not sent: {string.Join(" ", problems)}", cancellation).ConfigureAwait(false);
            return;
        }
        if (destination.Wait() is { Ticks: > 0 } wait)
        {
            await LaterAsync(message, identity, wait, cancellation).ConfigureAwait(false);
            return;
        }
        await files.WriteResultAsync(file, cancellation).ConfigureAwait(false);
        var outcome = await destination.StoreAsync(file, cancellation).ConfigureAwait(false);
        if (outcome.Kind == DeliveryKind.Permanent)
            await RefuseAsync(identity, uid, $"{destination.Name} refuses a reviewed SEG: {outcome.Message}", cancellation).ConfigureAwait(false);
        else if (outcome.Kind == DeliveryKind.Transient)
            await LaterAsync(message, identity, breakers.Pause(message.Attempt), cancellation).ConfigureAwait(false);
        else
            await StoredAsync(label.Id, identity, cancellation).ConfigureAwait(false);
    }

    /// <summary>The archive holds the SEG. The reader may have said something else while it was on its way, or its case have ended: then it is taken back.</summary>
    private Task StoredAsync(Guid id, MessageIdentity identity, CancellationToken cancellation) => once.RunAsync(identity, async db =>
    {
        var label = await db.Labels.SingleAsync(l => l.Id == id, cancellation).ConfigureAwait(false);
        label.Store(clock.GetUtcNow());
        if (label.IsLeftInArchive)
            db.Enqueue(new ReviewWithdrawn(id), id.ToString(), clock.GetUtcNow());
    }, cancellation);

    /// <summary>Noted as done, so that a broker that forgets (the embedded one at its end) does not make us send it again.</summary>
    private Task NothingMoreAsync(MessageIdentity identity, CancellationToken cancellation) => once.RunAsync(identity, _ => Task.CompletedTask, cancellation);

    /// <returns>Why image and label make no SEG, which no retry changes; else null.</returns>
    private static string? Build(DicomDataset source, SegmentationContent content, out DicomFile file)
    {
        file = new DicomFile();
        try
        {
            file = SegmentationBuilder.Build(source, content);
            return null;
        }
        catch (Exception unfit) when (unfit is DicomException or ArgumentException or FormatException)
        {
            return $"No SEG can be made of a review, and none was sent: {unfit.Message}";
        }
    }

    private Task RefuseAsync(MessageIdentity identity, string uid, string reason, CancellationToken cancellation) => once.RunAsync(identity, db =>
    {
        db.Refusals.Add(new Refusal { At = clock.GetUtcNow(), Source = Source, Subject = uid, Reason = reason });
        return Task.CompletedTask;
    }, cancellation);

    /// <summary>Tried again from the outbox, on the schedule of the archive's other deliveries.</summary>
    private Task LaterAsync(ReviewAccepted message, MessageIdentity identity, TimeSpan pause, CancellationToken cancellation) => once.RunAsync(identity, db =>
    {
        var now = clock.GetUtcNow();
        db.Enqueue(message with { Attempt = message.Attempt + 1 }, message.LabelId.ToString(), now, notBefore: now + pause);
        return Task.CompletedTask;
    }, cancellation);

    private SegmentationContent Content(LabelRecord label, byte[] mask) => new()
    {
        SopInstanceUid = ReviewUids.Segmentation(label.Id),
        SeriesInstanceUid = DerivedUid.Create("review-series", label.Id.ToString()),
        Equipment = SegmentationWriter.Equipment(label.ResultWeightsSha256 ?? ""),
        ContentTime = site.Value.Local(label.CreatedAt),
        SeriesNumber = 901,
        SeriesDescription = "Reviewed by a person",
        ContentLabel = "REVIEWED",
        ContentDescription = label.Verdict == LabelVerdict.Drawn ? "Drawn by a person" : "Accepted by a person",
        Segments = [Describe(label, mask)],
        Profile = options.Value.Profile,
    };

    private static SegmentDescription Describe(LabelRecord label, byte[] mask) => new()
    {
        Label = label.FindingId ?? "lesion",
        Description = label.Sentence,
        Mask = new SegmentMask(label.Rows, label.Columns, mask),
        Type = Codes.ForFinding(label.FindingId ?? ""),
        AnatomicRegion = Codes.Lung,
        AnatomicRegionModifier = Codes.ForSide(label.Side),
        AlgorithmType = label.Verdict == LabelVerdict.Drawn ? SegmentAlgorithmType.Manual : SegmentAlgorithmType.SemiAutomatic,
        Algorithm = label.Verdict == LabelVerdict.Drawn ? null : new AlgorithmIdentification("CausalCLIPSeg", "reviewed") { WeightsSha256 = label.ResultWeightsSha256 },
        Tracking = new TrackingIdentity($"{label.FindingId} {label.Side}", label.TrackingUid ?? DerivedUid.Create("review-tracking", label.Id.ToString())),
        Colour = SegmentColours.Of(label.SegmentNumber),
    };
}
