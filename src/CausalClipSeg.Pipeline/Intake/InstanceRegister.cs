using System.Security.Cryptography;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// Makes a complete file in the spool ours: renamed into the store, its record and its outgoing message committed. The same object sent twice has one effect;
/// another object under the same SOP Instance UID is refused.
/// </summary>
public sealed class InstanceRegister(PipelineStore store, InstanceStore files, IOptions<IntakeOptions> options, CrashPoints crash, TimeProvider clock)
{
    /// <returns>Null when the instance is ours now (or was already), else why it is not taken.</returns>
    public async Task<string?> AcceptAsync(string spoolFile, DicomDataset dataset, string source, CancellationToken cancellation)
    {
        if (Identify(dataset, out var identity) is { } missing)
            return missing;
        if (identity.SopClassUid == DicomUID.SegmentationStorage.UID)
            return await AcceptSegmentationAsync(spoolFile, identity, cancellation).ConfigureAwait(false);
        if (!dataset.Contains(DicomTag.PixelData))
            return $"SOP instance {identity.SopInstanceUid} ({dataset.GetSingleValue<DicomUID>(DicomTag.SOPClassUID).Name}) holds no pixel data; send images.";
        var hash = await HashAsync(spoolFile, cancellation).ConfigureAwait(false);
        var known = await store.ReadAsync(
            db => db.SourceImages.Where(i => i.SopInstanceUid == identity.SopInstanceUid).Select(i => i.ContentHash).SingleOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
        if (known is not null)
            return known == hash ? null : $"SOP instance {identity.SopInstanceUid} is stored already with other content; an object that changes needs a new SOP Instance UID (PS3.3 C.12.1).";
        var path = files.InstancePath(identity.SopInstanceUid);
        // The spool lies on the same volume and is on disk to the last byte: a rename keeps both.
        File.Move(spoolFile, files.Full(path), overwrite: true);
        crash.Reach(CrashPoints.AfterStore);
        await store.InTransactionAsync(db => RecordAsync(db, identity, dataset, path, hash, source, cancellation), cancellation).ConfigureAwait(false);
        return null;
    }

    private async Task<string?> AcceptSegmentationAsync(string spoolFile, InstanceIdentity identity, CancellationToken cancellation)
    {
        var path = files.InstancePath(identity.SopInstanceUid);
        // The spool lies on the same volume and is on disk to the last byte: a rename keeps both.
        File.Move(spoolFile, files.Full(path), overwrite: true);
        await store.InTransactionAsync(db =>
        {
            db.Enqueue(new SegmentationReceived(identity.SopInstanceUid, path), identity.SopInstanceUid, clock.GetUtcNow());
            return Task.CompletedTask;
        }, cancellation).ConfigureAwait(false);
        return null;
    }

    private async Task RecordAsync(
        PipelineDbContext db, InstanceIdentity identity, DicomDataset dataset, string path, string hash, string source, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (await db.SourceImages.AnyAsync(i => i.SopInstanceUid == identity.SopInstanceUid, cancellation).ConfigureAwait(false))
            return;
        var study = await db.Studies.SingleOrDefaultAsync(s => s.StudyInstanceUid == identity.StudyInstanceUid, cancellation).ConfigureAwait(false);
        if (study is null)
            db.Studies.Add(study = new Study { StudyInstanceUid = identity.StudyInstanceUid, FirstSeenAt = now });
        study.AccessionNumber ??= Text(dataset, DicomTag.AccessionNumber);
        study.PatientId ??= Text(dataset, DicomTag.PatientID);
        study.RequestedProcedureId ??= RequestedProcedure(dataset);
        study.StudyTime ??= DicomTimes.Read(dataset, DicomTag.StudyDate, DicomTag.StudyTime, options.Value.Zone);
        db.SourceImages.Add(new SourceImage
        {
            SopInstanceUid = identity.SopInstanceUid,
            StudyInstanceUid = identity.StudyInstanceUid,
            SeriesInstanceUid = identity.SeriesInstanceUid,
            SopClassUid = identity.SopClassUid,
            TransferSyntaxUid = dataset.InternalTransferSyntax.UID.UID,
            Modality = Text(dataset, DicomTag.Modality) ?? "",
            Rows = dataset.GetSingleValueOrDefault<ushort>(DicomTag.Rows, 0),
            Columns = dataset.GetSingleValueOrDefault<ushort>(DicomTag.Columns, 0),
            ViewPosition = Text(dataset, DicomTag.ViewPosition),
            PatientOrientation = dataset.TryGetString(DicomTag.PatientOrientation, out var orientation) ? orientation : null,
            Device = string.Join(' ', new[] { Text(dataset, DicomTag.Manufacturer), Text(dataset, DicomTag.ManufacturerModelName) }.Where(part => part is not null)) is { Length: > 0 } device ? device : null,
            FilePath = path,
            ContentHash = hash,
            Source = source,
            ReceivedAt = now,
        });
        var quiet = options.Value.QuietFor(Text(dataset, DicomTag.Modality) ?? "");
        if (quiet > TimeSpan.Zero)
            study.Reopen(now + quiet);
        db.Enqueue(new ImageStored(identity.SopInstanceUid), identity.StudyInstanceUid, now, notBefore: study.QuietUntil);
    }

    private static string? Identify(DicomDataset dataset, out InstanceIdentity identity)
    {
        identity = new InstanceIdentity(
            Text(dataset, DicomTag.StudyInstanceUID) ?? "", Text(dataset, DicomTag.SeriesInstanceUID) ?? "",
            Text(dataset, DicomTag.SOPInstanceUID) ?? "", Text(dataset, DicomTag.SOPClassUID) ?? "");
        var (wrong, name) =
            !InstanceStore.IsUid(identity.SopInstanceUid) ? (identity.SopInstanceUid, "SOP Instance UID (0008,0018)") :
            !InstanceStore.IsUid(identity.StudyInstanceUid) ? (identity.StudyInstanceUid, "Study Instance UID (0020,000D)") :
            !InstanceStore.IsUid(identity.SeriesInstanceUid) ? (identity.SeriesInstanceUid, "Series Instance UID (0020,000E)") :
            !InstanceStore.IsUid(identity.SopClassUid) ? (identity.SopClassUid, "SOP Class UID (0008,0016)") : (null, "");
        return wrong is null ? null : $"'{wrong}' is no {name}; the object cannot be stored. Send it with a valid one.";
    }

    /// <summary>Requested Procedure ID, in Request Attributes (PS3.3 Table 10-9) or, from older modalities, beside them.</summary>
    private static string? RequestedProcedure(DicomDataset dataset) =>
        dataset.TryGetSequence(DicomTag.RequestAttributesSequence, out var requests) && requests.Items is [var request, ..] && Text(request, DicomTag.RequestedProcedureID) is { } id
            ? id : Text(dataset, DicomTag.RequestedProcedureID);

    private static string? Text(DicomDataset dataset, DicomTag tag) =>
        dataset.TryGetString(tag, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
    }

    private sealed record InstanceIdentity(string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid, string SopClassUid);
}
