using System.Security.Cryptography;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>A picture or mask as snapshots refer to it.</summary>
internal sealed record PooledPicture(string File, string Sha256, PictureHash? Hash);

/// <summary>Pictures and masks named by their content and shared by all snapshots: a label costs its pixels once.</summary>
public sealed class PicturePool(InstanceStore instances, TimeProvider clock)
{
    /// <summary>What was used so lately may belong to a snapshot that is being made.</summary>
    private static readonly TimeSpan InUse = TimeSpan.FromDays(2);

    private string Root => Path.Combine(instances.DatasetsFolder, "pool");

    /// <returns>Null, with the reason, where the stored image cannot be read or displayed.</returns>
    internal async Task<(PooledPicture? Picture, string? Refusal)> ImageAsync(string contentHash, string filePath, int rows, int columns)
    {
        try
        {
            return await ReadAsync(contentHash, filePath, rows, columns).ConfigureAwait(false);
        }
        catch (Exception damaged) when (damaged is DicomException or TrainingDataException or UnauthorizedAccessException or IOException && !Outage.Is(damaged))
        {
            return (null, $"The image {filePath} is damaged or missing.");
        }
    }

    private async Task<(PooledPicture? Picture, string? Refusal)> ReadAsync(string contentHash, string filePath, int rows, int columns)
    {
        var path = At("images", contentHash);
        if (!File.Exists(path))
        {
            var file = await DicomFiles.OpenAsync(instances.Full(filePath), FileReadOption.ReadLargeOnDemand).ConfigureAwait(false);
            if (!DisplayImageReader.Read(file.Dataset).TryGet(out var shown, out var refusal))
                return (null, refusal.Reason);
            if (shown.Rows != rows || shown.Columns != columns)
                return (null, "The image has another size than its label.");
            Write(path, target => PngWriter.WriteGray(target, new GrayImage(shown.Rows, shown.Columns, shown.Pixels)));
        }
        Use(path);
        var picture = PngImage.ReadGray(path);
        return (new PooledPicture(Relative(path), Sha256(picture), new PictureHash(picture)), null);
    }

    /// <summary>Of the pixels, one byte each, row by row.</summary>
    internal static string Sha256(GrayImage picture) => Convert.ToHexStringLower(SHA256.HashData(Array.ConvertAll(picture.Pixels, pixel => (byte)((pixel * 255) + 0.5f))));

    internal static string Sha256(BinaryMask mask) => Convert.ToHexStringLower(SHA256.HashData(mask.Pixels));

    internal PooledPicture Mask(byte[] packed, int rows, int columns)
    {
        var pixels = MaskBlob.Unpack(packed, rows, columns);
        var sha = Convert.ToHexStringLower(SHA256.HashData(pixels));
        var path = At("masks", $"{sha}-{columns}");
        if (!File.Exists(path))
            Write(path, target => PngWriter.WriteMask(target, new BinaryMask(rows, columns, pixels)));
        Use(path);
        return new PooledPicture(Relative(path), sha, null);
    }

    /// <summary>Deletes what no manifest names and no snapshot has used lately.</summary>
    /// <param name="named">As manifests name them.</param>
    /// <returns>How many files went.</returns>
    internal int Purge(IReadOnlySet<string> named)
    {
        if (!Directory.Exists(Root))
            return 0;
        var before = (clock.GetUtcNow() - InUse).UtcDateTime;
        var going = Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Where(file => !named.Contains(Relative(file)) && File.GetLastWriteTimeUtc(file) < before).ToList();
        going.ForEach(File.Delete);
        return going.Count;
    }

    private void Use(string path)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (now - File.GetLastWriteTimeUtc(path) > InUse / 4)
            File.SetLastWriteTimeUtc(path, now);
    }

    private string At(string kind, string name)
    {
        var folder = Path.Combine(Root, kind, name[..2]);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, name + ".png");
    }

    /// <summary>As a manifest one folder below the data sets names it.</summary>
    private string Relative(string path) => Path.Combine("..", Path.GetRelativePath(instances.DatasetsFolder, path));

    private static void Write(string path, Action<string> write)
    {
        var unfinished = $"{path}.{Guid.NewGuid():n}";
        write(unfinished);
        File.Move(unfinished, path, overwrite: true);
    }
}
