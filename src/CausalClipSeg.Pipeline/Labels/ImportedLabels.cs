using System.Security.Cryptography;
using CausalClipSeg.Dicom;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>
/// A folder of images and masks with a manifest becomes labels. The image goes through the same register as one that is sent, which the caller hands in:
/// a file and its dataset to null, or to the reason why it is not taken.
/// </summary>
public sealed class ImportedLabels(PipelineStore store, LabelShelf shelf, ChampionModel champion, IOptions<LabelOptions> options, TimeProvider clock)
{
    /// <returns>Null, or why the line is no label; a line that was imported before has no second effect.</returns>
    public async Task<string?> ImportAsync(
        string folder, ImportLine line, Func<string, DicomDataset, Task<string?>> register, string spoolFolder, CancellationToken cancellation)
    {
        try
        {
            return await TakeAsync(folder, line, register, spoolFolder, cancellation).ConfigureAwait(false);
        }
        catch (Exception unusable) when (unusable is TrainingDataException or InvalidDataException or DicomException or ValueTooLongException or UnauthorizedAccessException or IOException && !Outage.Is(unusable))
        {
            return $"{line.Image}: {unusable.Message}";
        }
    }

    private async Task<string?> TakeAsync(
        string folder, ImportLine line, Func<string, DicomDataset, Task<string?>> register, string spoolFolder, CancellationToken cancellation)
    {
        var grammar = (await champion.GetAsync(cancellation).ConfigureAwait(false)).Manifest;
        if (line.ParsedVerdict is not { } verdict || line.ParsedUse is not { } use)
            return $"{line.Image}: verdict '{line.Verdict}' or use '{line.Use}' is none (drawn, accepted, rejected; unrestricted, research, none).";
        if (grammar.CaptionGrammar.Parse(line.Text) is not { } places)
            return $"{line.Image}: \"{line.Text}\" is not a sentence of the grammar of {grammar.Name}; write it as bundle.json's captionGrammar says.";
        var path = Path.Combine(folder, line.Image);
        if (!File.Exists(path))
            return $"{line.Image}: there is no such file beside the manifest.";
        var image = await ReadAsync(path, line, cancellation).ConfigureAwait(false);
        var spool = Path.Combine(spoolFolder, $"{Guid.NewGuid():n}.dcm");
        await image.SaveAsync(spool).ConfigureAwait(false);
        var uid = image.Dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID);
        if (await register(spool, image.Dataset).ConfigureAwait(false) is { } refused)
            return refused;
        File.Delete(spool);
        return await AddAsync(uid, folder, line, verdict, use, Side(places, grammar.SideConvention), cancellation).ConfigureAwait(false);
    }

    private Task<string?> AddAsync(string uid, string folder, ImportLine line, LabelVerdict verdict, LabelUse use, string side, CancellationToken cancellation) =>
        store.InTransactionAsync(async db =>
        {
            var image = await db.SourceImages.SingleAsync(i => i.SopInstanceUid == uid, cancellation).ConfigureAwait(false);
            if (await PatientAsync(db, image, line, cancellation).ConfigureAwait(false) is { } problem)
                return problem;
            var mask = line.Mask is { Length: > 0 } file ? PngImage.ReadMask(Path.Combine(folder, file)) : new BinaryMask(image.Rows, image.Columns, new byte[image.Rows * image.Columns]);
            if (line.Mask is null && verdict != LabelVerdict.Rejected)
                return $"{line.Image}: the line has no mask; only a rejected result needs none.";
            if (mask.Rows != image.Rows || mask.Columns != image.Columns)
                return $"{line.Mask}: the mask is {mask.Columns}x{mask.Rows}, its image {image.Columns}x{image.Rows}.";
            var packed = MaskBlob.Pack(mask.Pixels);
            var role = line.Role ?? options.Value.PacsRole;
            var reader = LabelOrigin.Pseudonym(line.Reader, options.Value);
            var before = await db.Labels.Where(l => l.SopInstanceUid == uid && l.ReferringText == line.Text && l.Role == role && l.Reader == reader && (l.SupersededById == null || l.CreatedAt == line.At))
                .ToListAsync(cancellation).ConfigureAwait(false);
            if (before.Exists(l => l.Mask.AsSpan().SequenceEqual(packed)))
                return null;
            await shelf.AddAsync(db, new LabelRecord
            {
                SopInstanceUid = uid,
                SegmentNumber = 1,
                Verdict = mask.Area == 0 ? LabelVerdict.Rejected : verdict,
                FindingId = line.Finding,
                Side = side,
                ReferringText = line.Text,
                Mask = packed,
                Rows = mask.Rows,
                Columns = mask.Columns,
                Source = "import",
                Role = role,
                Reader = reader,
                Site = line.Site ?? options.Value.Site,
                Use = use,
                CreatedAt = line.At ?? clock.GetUtcNow(),
            }, cancellation).ConfigureAwait(false);
            return null;
        }, cancellation);

    /// <summary>
    /// The manifest's patient becomes the study's: the split goes by it, since anonymised files name no patient, or all the same. Numbers that were merged are one patient's.
    /// </summary>
    /// <returns>Null, or why the two do not fit.</returns>
    private static async Task<string?> PatientAsync(PipelineDbContext db, SourceImage image, ImportLine line, CancellationToken cancellation)
    {
        if (line.Patient?.Trim() is not { Length: > 0 } given)
            return null;
        var study = await db.Studies.SingleAsync(s => s.StudyInstanceUid == image.StudyInstanceUid, cancellation).ConfigureAwait(false);
        var people = await PatientNumbers.OfAsync(db, [given, study.ImportedPatient, study.PatientId], cancellation).ConfigureAwait(false);
        if (study.ImportedPatient is { } earlier)
            return people.AreOne(earlier, given) ? null : $"{line.Image}: images of study {study.StudyInstanceUid} were imported as another patient's than this line's. Give one patient to all lines of a study.";
        if (study.PatientId == given)
            return null;
        var labelled = db.Labels.Join(db.SourceImages, l => l.SopInstanceUid, i => i.SopInstanceUid, (_, i) => i.StudyInstanceUid);
        // Its labels have their side of the split already: a Patient ID that was corrected since does not move them.
        if (study.PatientId is not null && await labelled.ContainsAsync(study.StudyInstanceUid, cancellation).ConfigureAwait(false))
            return null;
        List<string?> own = [.. people.Of(study.PatientId ?? "")];
        if (study.PatientId is { } named && await db.Studies.AnyAsync(s => own.Contains(s.PatientId) && s.ImportedPatient == null && labelled.Contains(s.StudyInstanceUid), cancellation).ConfigureAwait(false))
            return people.AreOne(named, given) ? null : $"{line.Image}: there are labels under the Patient ID of this file, and the line names its patient otherwise; one patient might be trained and judged on. Leave patient out of the line, or write the Patient ID there.";
        study.ImportedPatient = given;
        return null;
    }

    private async Task<DicomFile> ReadAsync(string path, ImportLine line, CancellationToken cancellation)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".png" or ".jpg" or ".jpeg"))
            return await DicomFiles.OpenAsync(path, FileReadOption.ReadAll).ConfigureAwait(false);
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false)));
        var patient = line.Patient is { Length: > 0 } given ? await AsBeforeAsync(hash, given, cancellation).ConfigureAwait(false) : hash[..32];
        return CapturedPicture.Wrap(PngImage.ReadGray(path), hash, patient);
    }

    /// <summary>A picture that came under another number of the same person is still the object that it was then.</summary>
    private Task<string> AsBeforeAsync(string hash, string given, CancellationToken cancellation) => store.ReadAsync(async db =>
    {
        var uid = CapturedPicture.StudyUid(hash);
        var before = await db.Studies.Where(s => s.StudyInstanceUid == uid).Select(s => s.PatientId).SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        return before is not null && (await PatientNumbers.OfAsync(db, [given], cancellation).ConfigureAwait(false)).AreOne(before, given) ? before : given;
    }, cancellation);

    /// <summary>The patient's side of an image hung as usual.</summary>
    private static string Side(LesionPlaces places, SideConvention convention) => (places.Left is not null, places.Right is not null) switch
    {
        (true, true) => "bilateral",
        (true, false) => convention == SideConvention.Viewer ? "right" : "left",
        _ => convention == SideConvention.Viewer ? "left" : "right",
    };
}
