using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>
/// Freezes the labels of now: pictures and masks by content, a manifest, the lists that the trainer reads, and a record that is found by the hash of it all.
/// The same labels make the same snapshot.
/// </summary>
public sealed class SnapshotMaker(PipelineStore store, LabelSelection selection, PicturePool pool, InstanceStore instances, IOptions<DatasetOptions> options, TimeProvider clock)
{
    private readonly PatientSplit _split = new(options.Value.SplitKey ?? throw new InvalidOperationException("Datasets:SplitKey is neither given nor made."));

    public async Task<DatasetSnapshot> MakeAsync(CancellationToken cancellation)
    {
        await CheckKeyAsync(cancellation).ConfigureAwait(false);
        var (chosen, frozen) = await store.ReadAsync(async db => (
            await selection.SelectAsync(db, cancellation).ConfigureAwait(false),
            await db.FrozenImages.Select(f => f.SopInstanceUid).ToListAsync(cancellation).ConfigureAwait(false)), cancellation).ConfigureAwait(false);
        var leftOut = new Dictionary<string, int>(chosen.LeftOut);
        var entries = await EntriesAsync(chosen.Labels, Sides(chosen.Labels, [.. frozen]), leftOut, cancellation).ConfigureAwait(false);
        var duplicates = NearDuplicates.Find([.. entries.DistinctBy(e => e.Line.Image).Select(e => (e.Line.Image, e.Hash, e.Line.Split))]);
        var removed = duplicates.Select(pair => pair.Removed).ToHashSet();
        var kept = entries.Where(e => !removed.Contains(e.Line.Image))
            .OrderBy(e => e.Line.ImageSha256, StringComparer.Ordinal).ThenBy(e => e.Line.Text, StringComparer.Ordinal).ThenBy(e => e.Line.MaskSha256, StringComparer.Ordinal).ToList();
        return await KeepAsync(kept, leftOut, duplicates, cancellation).ConfigureAwait(false);
    }

    /// <summary>Another key would put patients that were judged on among those that are trained on.</summary>
    private async Task CheckKeyAsync(CancellationToken cancellation)
    {
        var other = await store.ReadAsync(db => db.DatasetSnapshots.AnyAsync(s => s.SplitKeyFingerprint != _split.Fingerprint, cancellation), cancellation).ConfigureAwait(false);
        if (other)
            throw new InvalidDataException("Datasets:SplitKey is not the key that earlier snapshots were split with, so test patients would train. Set the earlier key again, or bring back keys/split.key of Storage:Root.");
    }

    /// <summary>A patient of whom one image was ever judged on stays on the test side, also under a corrected identifier.</summary>
    private Dictionary<string, SplitSide> Sides(IReadOnlyList<SelectedLabel> labels, HashSet<string> frozen)
    {
        var sides = labels.Select(l => l.Patient).Distinct().ToDictionary(patient => patient, _split.SideOf);
        foreach (var label in labels.Where(l => frozen.Contains(l.Label.SopInstanceUid)))
            sides[label.Patient] = SplitSide.Test;
        return sides;
    }

    private async Task<List<Entry>> EntriesAsync(
        IReadOnlyList<SelectedLabel> labels, Dictionary<string, SplitSide> sides, Dictionary<string, int> leftOut, CancellationToken cancellation)
    {
        var entries = new List<Entry>(labels.Count);
        foreach (var selected in labels)
        {
            cancellation.ThrowIfCancellationRequested();
            var label = selected.Label;
            var side = sides[selected.Patient];
            if (label.Verdict == LabelVerdict.WrongSide && side != SplitSide.Test)
            {
                leftOut["wrong side: judged on, not learnt from"] = leftOut.GetValueOrDefault("wrong side: judged on, not learnt from") + 1;
                continue;
            }
            var (image, refusal) = await pool.ImageAsync(selected.ContentHash, selected.FilePath, label.Rows, label.Columns).ConfigureAwait(false);
            if (image?.Hash is { } hash)
                entries.Add(new Entry(Line(selected, side, image, pool.Mask(label.Mask, label.Rows, label.Columns)), hash, label));
            else
                leftOut[refusal ?? ""] = leftOut.GetValueOrDefault(refusal ?? "") + 1;
        }
        return entries;
    }

    private ManifestLine Line(SelectedLabel selected, SplitSide side, PooledPicture image, PooledPicture mask) => new()
    {
        Split = side,
        Image = image.File,
        Mask = mask.File,
        Text = selected.Label.ReferringText ?? "",
        ImageSha256 = image.Sha256,
        MaskSha256 = mask.Sha256,
        Patient = _split.PatientKey(selected.Patient),
        Verdict = selected.Label.Verdict,
        Finding = selected.Label.FindingId ?? ManifestLine.Unknown,
        Side = selected.Label.Side ?? "none",
        Device = selected.Device ?? ManifestLine.Unknown,
        Sex = selected.Sex ?? ManifestLine.Unknown,
        Age = AgeGroup(selected.Age),
    };

    private static string AgeGroup(int? years) => years switch
    {
        null => ManifestLine.Unknown,
        < 18 => "below 18",
        < 40 => "18 to 39",
        < 65 => "40 to 64",
        _ => "65 and above",
    };

    private async Task<DatasetSnapshot> KeepAsync(List<Entry> kept, Dictionary<string, int> leftOut, IReadOnlyList<DuplicatePair> duplicates, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var manifest = string.Concat(kept.Select(e => e.Line.ToJson() + "\n"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)));
        var counts = SnapshotCounts.Of([.. kept.Select(e => (e.Line, e.Label.CreatedAt))], leftOut, duplicates, now);
        var folder = Path.Combine(instances.DatasetsFolder, hash);
        if (!Directory.Exists(folder))
            await WriteAsync(folder, manifest, kept, counts, duplicates, cancellation).ConfigureAwait(false);
        return await store.InTransactionAsync(async db =>
        {
            if (await db.DatasetSnapshots.SingleOrDefaultAsync(s => s.ContentSha256 == hash, cancellation).ConfigureAwait(false) is { } known)
                return known;
            var made = new DatasetSnapshot
            {
                ContentSha256 = hash,
                Path = Path.Combine("datasets", hash),
                Rule = selection.Rule,
                SplitKeyFingerprint = _split.Fingerprint,
                Training = kept.Count(e => e.Line.Split == SplitSide.Train),
                Validation = kept.Count(e => e.Line.Split == SplitSide.Validation),
                Test = kept.Count(e => e.Line.Split == SplitSide.Test),
                CountsJson = counts,
                CreatedAt = now,
            };
            db.DatasetSnapshots.Add(made);
            var already = await db.FrozenImages.Select(f => f.SopInstanceUid).ToListAsync(cancellation).ConfigureAwait(false);
            db.FrozenImages.AddRange(kept.Where(e => e.Line.Split == SplitSide.Test).DistinctBy(e => e.Label.SopInstanceUid).ExceptBy(already, e => e.Label.SopInstanceUid)
                .Select(e => new FrozenImage { SopInstanceUid = e.Label.SopInstanceUid, PatientKey = e.Line.Patient, FrozenAt = now }));
            return made;
        }, cancellation).ConfigureAwait(false);
    }

    private static async Task WriteAsync(
        string folder, string manifest, List<Entry> kept, string counts, IReadOnlyList<DuplicatePair> duplicates, CancellationToken cancellation)
    {
        var unfinished = Directory.CreateDirectory($"{folder}.{Guid.NewGuid():n}").FullName;
        foreach (var side in Enum.GetValues<SplitSide>())
            await File.WriteAllLinesAsync(Path.Combine(unfinished, $"{side.ToString().ToLowerInvariant()}.jsonl"),
                kept.Where(e => e.Line.Split == side && e.Line.Verdict != LabelVerdict.WrongSide).Select(e => e.Line.ToJson()), cancellation).ConfigureAwait(false);
        await File.WriteAllLinesAsync(Path.Combine(unfinished, "labels.txt"), kept.Select(e => e.Label.Id.ToString()), cancellation).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(unfinished, "counts.json"), counts, cancellation).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(unfinished, "duplicates.json"), JsonSerializer.Serialize(duplicates, JsonSerializerOptions.Web), cancellation).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(unfinished, ManifestLine.FileName), manifest, cancellation).ConfigureAwait(false);
        Directory.Move(unfinished, folder);
    }

    private sealed record Entry(ManifestLine Line, PictureHash Hash, LabelRecord Label);
}
