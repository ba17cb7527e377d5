using CausalClipSeg.Dicom;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// The instances that are ours to answer for: images by their own record, segmentations and structured reports by the record of what was received, each with the
/// file that this record names.
/// </summary>
public sealed class ReceivedObjects(PipelineStore store, InstanceStore files)
{
    /// <summary>Doors whose records of received messages are of DICOM objects, known by SOP Instance UID.</summary>
    public const string Segmentations = "SEG", Reports = "SR";

    private static readonly string[] Doors = [Segmentations, Reports];

    /// <summary>Where the file of a received segmentation or structured report lies, which its record's hash says; null where none was received.</summary>
    public async Task<string?> PathAsync(PipelineDbContext db, string door, string sopInstanceUid, CancellationToken cancellation) =>
        await db.InboundMessages.FindAsync([door, sopInstanceUid], cancellation).ConfigureAwait(false) is { } known ? files.InstancePath(sopInstanceUid, known.ContentHash) : null;

    /// <returns>For each instance that is on record here and whose file is there, its SOP class.</returns>
    public async Task<IReadOnlyDictionary<string, string>> ClassesAsync(IReadOnlyCollection<string> sopInstanceUids, CancellationToken cancellation)
    {
        var found = new Dictionary<string, string>();
        var received = await store.ReadAsync(db => db.InboundMessages.Where(m => Doors.Contains(m.Source) && sopInstanceUids.Contains(m.MessageId))
            .Select(m => new { m.MessageId, m.ContentHash }).ToListAsync(cancellation), cancellation).ConfigureAwait(false);
        foreach (var message in received)
            if (files.Full(files.InstancePath(message.MessageId, message.ContentHash)) is var path && File.Exists(path))
                found[message.MessageId] = (await DicomFiles.OpenAsync(path, FileReadOption.SkipLargeTags).ConfigureAwait(false)).Dataset.GetSingleValueOrDefault(DicomTag.SOPClassUID, "");
        var images = await store.ReadAsync(db => db.SourceImages.Where(i => sopInstanceUids.Contains(i.SopInstanceUid))
            .Select(i => new { i.SopInstanceUid, i.SopClassUid, i.FilePath }).ToListAsync(cancellation), cancellation).ConfigureAwait(false);
        foreach (var image in images.Where(image => File.Exists(files.Full(image.FilePath))))
            found[image.SopInstanceUid] = image.SopClassUid;
        return found;
    }
}
