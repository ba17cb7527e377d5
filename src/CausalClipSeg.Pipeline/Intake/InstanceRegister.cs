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
public sealed class InstanceRegister(GroupCommit commits, InstanceStore files, IOptions<IntakeOptions> options, CrashPoints crash, TimeProvider clock)
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
        var file = new StoredFile(files.InstancePath(identity.SopInstanceUid, sha256), sha256);
        // A flush takes the disk's time: on a thread of its own, so that those of many associations share the journal's next commit.
        await Task.Run(() => DurableFile.Move(spoolFile, files.Full(file.Path)), CancellationToken.None).ConfigureAwait(false);
        crash.Reach(CrashPoints.AfterStore);
        string? known = null;
        var refusal = await commits.RunAsync(
            db => isSegmentation ? SubmitAsync(db, identity, file) : RecordAsync(db, identity, dataset, file, source, path => known = path), cancellation).ConfigureAwait(false);
        if (refusal is not null)
            File.Move(files.Full(file.Path), spoolFile, overwrite: true);
        else if (known is not null && known != file.Path)
            File.Delete(files.Full(file.Path));
        return refusal;
    }

    /// <summary>Another transfer syntax is another encoding of the same instance: the first one stays.</summary>
    private static string? Compare(SourceImage known, string sha256, DicomDataset dataset) =>
        known.ContentHash == sha256 || known.TransferSyntaxUid != dataset.InternalTransferSyntax.UID.UID
            ? null
            : $"SOP instance {known.SopInstanceUid} is stored already with other content; an object that changes needs a new SOP Instance UID (PS3.3 C.12.1).";

    private Task<string?> SubmitAsync(PipelineDbContext db, InstanceIdentity identity, StoredFile file)
    {
        db.Enqueue(new SegmentationReceived(identity.SopInstanceUid, file.Path), identity.SopInstanceUid, clock.GetUtcNow());
        return Task.FromResult<string?>(null);
    }

    private async Task<string?> RecordAsync(PipelineDbContext db, InstanceIdentity identity, DicomDataset dataset, StoredFile file, string source, Action<string> onKnown)
    {
        var now = clock.GetUtcNow();
        if (await db.SourceImages.FindAsync(identity.SopInstanceUid).ConfigureAwait(false) is { } known)
        {
            onKnown(known.FilePath);
            return Compare(known, file.Sha256, dataset);
        }
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
