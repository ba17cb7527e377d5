using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// Makes a complete file in the spool ours: moved into the store and flushed, its record and its outgoing message committed. The same object sent twice has
/// one effect; another object under the same SOP Instance UID is refused.
/// </summary>
public sealed class InstanceRegister(GroupCommit commits, InstanceShelf shelf, ReceivedObjects received, IOptions<IntakeOptions> options, CrashPoints crash, TimeProvider clock)
{
    /// <summary>The same for a file that nobody has hashed yet.</summary>
    public async Task<string?> AcceptAsync(string spoolFile, DicomDataset dataset, string source, CancellationToken cancellation) =>
        await AcceptAsync(spoolFile, dataset, await DatasetHash.OfFileAsync(spoolFile, cancellation).ConfigureAwait(false), source, cancellation).ConfigureAwait(false);

    /// <param name="sha256">Of the data set as it came.</param>
    /// <returns>Null when the instance is ours now (or was already), else why it is not taken; the file is then still in the spool.</returns>
    public async Task<string?> AcceptAsync(string spoolFile, DicomDataset dataset, string sha256, string source, CancellationToken cancellation)
    {
        if (InstanceIdentity.Read(dataset, out var identity) is { } missing)
            return missing;
        // A label map is of another class than a segmentation of single bits, and is drawn by the same hand.
        var isSegmentation = identity.SopClassUid == DicomUID.SegmentationStorage.UID || SegmentationReader.IsSegmentation(dataset);
        if (!isSegmentation && !dataset.Contains(DicomTag.PixelData))
            return $"SOP instance {identity.SopInstanceUid} ({dataset.GetSingleValue<DicomUID>(DicomTag.SOPClassUID).Name}) holds no pixel data; send images.";
        var file = await shelf.KeepAsync(spoolFile, identity.SopInstanceUid, sha256).ConfigureAwait(false);
        crash.Reach(CrashPoints.AfterStore);
        var (known, unrecordable) = await shelf.RecordAsync(file, spoolFile, () => commits.RunAsync(
            db => isSegmentation ? SubmitAsync(db, identity, file, cancellation) : RecordAsync(db, identity, dataset, file, source), cancellation)).ConfigureAwait(false);
        if (known is null)
            return unrecordable;
        var refusal = await shelf.CompareAsync(identity.SopInstanceUid, known, file, spoolFile).ConfigureAwait(false);
        if (refusal is null && isSegmentation)
            await commits.RunAsync(db => AnnounceAsync(db, identity, known), cancellation).ConfigureAwait(false);
        return refusal;
    }

    /// <returns>The path of the segmentation that is on record under this UID; null where this one is now.</returns>
    private async Task<string?> SubmitAsync(PipelineDbContext db, InstanceIdentity identity, StoredFile file, CancellationToken cancellation)
    {
        if (await received.PathAsync(db, ReceivedObjects.Segmentations, identity.SopInstanceUid, cancellation).ConfigureAwait(false) is { } known)
            return known;
        db.InboundMessages.Add(new InboundMessage
        {
            Source = ReceivedObjects.Segmentations,
            MessageId = identity.SopInstanceUid,
            ContentHash = file.Sha256,
            FirstSeenAt = clock.GetUtcNow(),
            Outcome = "0000",
        });
        return await AnnounceAsync(db, identity, file.Path).ConfigureAwait(false);
    }

    /// <summary>A segmentation that comes again is looked at again: its image may have been unknown the first time.</summary>
    private Task<string?> AnnounceAsync(PipelineDbContext db, InstanceIdentity identity, string path)
    {
        db.Enqueue(new SegmentationReceived(identity.SopInstanceUid, path), identity.SopInstanceUid, clock.GetUtcNow());
        return Task.FromResult<string?>(null);
    }

    /// <returns>The path of the image that is on record under this UID; null where this one is now.</returns>
    private async Task<string?> RecordAsync(PipelineDbContext db, InstanceIdentity identity, DicomDataset dataset, StoredFile file, string source)
    {
        var now = clock.GetUtcNow();
        if (await db.SourceImages.FindAsync(identity.SopInstanceUid).ConfigureAwait(false) is { } known)
            return known.FilePath;
        var study = await SourceRecords.StudyAsync(db, identity, dataset, options.Value, now).ConfigureAwait(false);
        var image = SourceRecords.Image(identity, dataset, file, source, now);
        db.SourceImages.Add(image);
        var quiet = options.Value.QuietFor(image.Modality);
        if (quiet > TimeSpan.Zero)
            study.Reopen(now + quiet);
        db.Enqueue(new ImageStored(identity.SopInstanceUid), identity.StudyInstanceUid, now, notBefore: study.QuietUntil);
        return null;
    }
}
