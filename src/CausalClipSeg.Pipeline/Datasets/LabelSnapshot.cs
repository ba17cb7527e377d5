using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>
/// The labels of one moment as files that the trainer reads: a picture, a mask and a sentence for each, and a split in which no patient is on both sides.
/// </summary>
public sealed class LabelSnapshot(PipelineStore store, InstanceStore instances)
{
    private const string TrainingList = "train.jsonl";
    private const string ValidationList = "valid.jsonl";
    private const string CountFile = "labels";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>Where the lists are, and how many labels each holds.</returns>
    public async Task<Snapshot> WriteAsync(string folder, CancellationToken cancellation)
    {
        if (Frozen(folder) is { } frozen)
            return frozen;
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        Directory.CreateDirectory(Path.Combine(folder, "masks"));
        var labels = await store.ReadAsync(db => LoadAsync(db, cancellation), cancellation).ConfigureAwait(false);
        var (training, validation) = (new List<string>(), new List<string>());
        foreach (var label in labels)
        {
            cancellation.ThrowIfCancellationRequested();
            if (await WriteAsync(folder, label).ConfigureAwait(false) is { } line)
                (PatientSplit.IsHeldOut(label.Patient) ? validation : training).Add(line);
        }
        // A snapshot too small to hold anybody out is judged on what it trains on, which the run's record says; the gate compares on cases of its own.
        if (validation.Count == 0)
            validation.AddRange(training);
        if (training.Count == 0)
            training.AddRange(validation);
        await File.WriteAllLinesAsync(Path.Combine(folder, TrainingList), training, cancellation).ConfigureAwait(false);
        await File.WriteAllLinesAsync(Path.Combine(folder, ValidationList), validation, cancellation).ConfigureAwait(false);
        // Written last: a snapshot with its count is complete, and a run that is taken up again trains on the same one.
        await File.WriteAllTextAsync(Path.Combine(folder, CountFile), labels.Count.ToString(CultureInfo.InvariantCulture), cancellation).ConfigureAwait(false);
        return new Snapshot(Path.Combine(folder, TrainingList), Path.Combine(folder, ValidationList), labels.Count);
    }

    private static Snapshot? Frozen(string folder) =>
        File.Exists(Path.Combine(folder, CountFile))
            ? new Snapshot(
                Path.Combine(folder, TrainingList), Path.Combine(folder, ValidationList),
                int.Parse(File.ReadAllText(Path.Combine(folder, CountFile)), CultureInfo.InvariantCulture))
            : null;

    private static async Task<List<Label>> LoadAsync(PipelineDbContext db, CancellationToken cancellation) =>
        await db.Labels.Where(l => l.SupersededById == null && l.ReferringText != null)
            .Join(db.SourceImages, l => l.SopInstanceUid, i => i.SopInstanceUid, (l, i) => new { l, i })
            .Join(db.Studies, pair => pair.i.StudyInstanceUid, s => s.StudyInstanceUid, (pair, s) => new { pair.l, pair.i, s })
            .OrderBy(row => row.l.CreatedAt).ThenBy(row => row.l.Id)
            .Select(row => new Label(row.l.Id, row.i.FilePath, row.l.Mask, row.l.Rows, row.l.Columns, row.l.ReferringText ?? "", row.s.PatientId ?? row.s.StudyInstanceUid))
            .ToListAsync(cancellation).ConfigureAwait(false);

    private async Task<string?> WriteAsync(string folder, Label label)
    {
        var file = await DicomFile.OpenAsync(instances.Full(label.ImagePath), FileReadOption.ReadLargeOnDemand).ConfigureAwait(false);
        if (!DisplayImageReader.Read(file.Dataset).TryGet(out var shown, out _) || shown.Rows != label.Rows || shown.Columns != label.Columns)
            return null;
        var (image, mask) = ($"images/{label.Id:n}.png", $"masks/{label.Id:n}.png");
        PngWriter.WriteGray(Path.Combine(folder, image), new GrayImage(shown.Rows, shown.Columns, shown.Pixels));
        PngWriter.WriteMask(Path.Combine(folder, mask), new BinaryMask(label.Rows, label.Columns, MaskBlob.Unpack(label.Mask, label.Rows, label.Columns)));
        return JsonSerializer.Serialize(new { image, mask, text = label.Text }, Json);
    }

    private sealed record Label(Guid Id, string ImagePath, byte[] Mask, int Rows, int Columns, string Text, string Patient);
}

/// <summary>The lists of a snapshot and the number of labels in it.</summary>
public sealed record Snapshot(string TrainingList, string ValidationList, int Labels);
