using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Storage;

namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>The folders of snapshots as they age: a whole one, and what stays of one that went, which labels were on the training side.</summary>
public sealed class SnapshotFolders(InstanceStore instances)
{
    private const string Labels = "labels.txt";

    private string Learnt(DatasetSnapshot snapshot) => Path.Combine(instances.DatasetsFolder, "learnt", $"{snapshot.ContentSha256}.txt");

    public bool IsHere(DatasetSnapshot snapshot) => File.Exists(Path.Combine(instances.Full(snapshot.Path), ManifestLine.FileName));

    /// <summary>Pictures and masks that the snapshot names.</summary>
    internal IEnumerable<string> Files(DatasetSnapshot snapshot) => ManifestLine.Read(instances.Full(snapshot.Path)).SelectMany(line => (string[])[line.Image, line.Mask]);

    /// <summary>The labels on the training side; null where nothing is left that says so.</summary>
    public async Task<IReadOnlyList<Guid>?> TrainedAsync(DatasetSnapshot snapshot, CancellationToken cancellation)
    {
        if (File.Exists(Learnt(snapshot)))
            return [.. (await File.ReadAllLinesAsync(Learnt(snapshot), cancellation).ConfigureAwait(false)).Select(Guid.Parse)];
        var labels = Path.Combine(instances.Full(snapshot.Path), Labels);
        if (!IsHere(snapshot) || !File.Exists(labels))
            return null;
        // One label a line, in the order of the manifest.
        var ids = await File.ReadAllLinesAsync(labels, cancellation).ConfigureAwait(false);
        return [.. ids.Zip(ManifestLine.Read(instances.Full(snapshot.Path))).Where(pair => pair.Second.Split == SplitSide.Train).Select(pair => Guid.Parse(pair.First))];
    }

    /// <summary>Takes a snapshot's folder away; the labels that were learnt from are written down before.</summary>
    internal async Task PurgeAsync(DatasetSnapshot snapshot, CancellationToken cancellation)
    {
        if (await TrainedAsync(snapshot, cancellation).ConfigureAwait(false) is { } trained && !File.Exists(Learnt(snapshot)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Learnt(snapshot)) ?? "");
            await DurableFile.WriteAsync(Learnt(snapshot), file => file.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(trained.Select(id => $"{id}\n"))), cancellation).AsTask()).ConfigureAwait(false);
        }
        // Renamed first: half a folder would pass for the snapshot when the same labels make it again.
        var going = $"{instances.Full(snapshot.Path)}.{Guid.NewGuid():n}";
        Directory.Move(instances.Full(snapshot.Path), going);
        Directory.Delete(going, recursive: true);
    }
}
