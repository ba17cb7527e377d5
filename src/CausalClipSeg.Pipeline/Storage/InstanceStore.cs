using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CausalClipSeg.Pipeline.Configuration;
using FellowOakDicom;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Storage;

/// <summary>
/// The folders below Storage:Root. Every name in them is a checked UID or a hash, so that nothing a sender writes can leave the root.
/// </summary>
public sealed class InstanceStore(IOptions<StorageOptions> options)
{
    private const int HashShown = 12;
    private readonly string _root = Path.GetFullPath(options.Value.Root);

    /// <summary>Objects that are arriving or have not been accepted yet, of every process that shares the root. On the same volume as the instances, so that accepting is a rename.</summary>
    public string SpoolFolder => Created(Path.Combine(_root, "spool"));

    /// <summary>Payloads of refused input, for the people who look into refusals.</summary>
    public string RefusedFolder => Created(Path.Combine(_root, "refused"));

    public string RunsFolder => Created(Path.Combine(_root, "runs"));

    /// <summary>Snapshots of labels and the pictures they share.</summary>
    public string DatasetsFolder => Created(Path.Combine(_root, "datasets"));

    public string BundlesFolder => Created(Path.Combine(_root, "bundles"));

    /// <summary>What must not be read by others: the keys of cookies, of the readers' hash and of the split.</summary>
    public string KeysFolder => Private(Path.Combine(_root, "keys"));

    public string Full(string relativePath) => Path.Combine(_root, relativePath);

    /// <summary>Deletes from the spool what nobody has written to since.</summary>
    public void DeleteAbandoned(DateTimeOffset before)
    {
        foreach (var part in Directory.EnumerateFiles(SpoolFolder).Where(part => File.GetLastWriteTimeUtc(part) < before.UtcDateTime))
            File.Delete(part);
    }

    /// <summary>
    /// Relative path of a received instance; 256 folders keep directories small. The hash is part of the name, so that two objects under one UID
    /// that arrive at the same moment do not overwrite each other.
    /// </summary>
    public string InstancePath(string sopInstanceUid, string sha256) => UidPath("instances", sopInstanceUid, $"-{sha256[..HashShown]}");

    /// <summary>Relative path of a SEG that we made.</summary>
    public string ResultPath(string segSopInstanceUid) => UidPath("results", segSopInstanceUid);

    /// <summary>Writes a result so that its name never stands for half a file; its relative path.</summary>
    public async Task<string> WriteResultAsync(DicomFile file, CancellationToken cancellation)
    {
        var path = ResultPath(file.Dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID));
        // A name of its own: two workers may write the same result at the same time.
        var unfinished = $"{Full(path)}.{Guid.NewGuid():n}.new";
        try
        {
            await file.SaveAsync(unfinished).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            File.Move(unfinished, Full(path), overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
        return path;
    }

    /// <summary>Keeps an object that must not leave, with the reason beside it, for the people who look into it; its relative path.</summary>
    public async Task<string> QuarantineAsync(DicomFile file, string reason, CancellationToken cancellation)
    {
        var path = UidPath("quarantine", file.Dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID));
        await file.SaveAsync(Full(path)).ConfigureAwait(false);
        await File.WriteAllTextAsync(Full(path) + ".reason.txt", reason, cancellation).ConfigureAwait(false);
        return path;
    }

    private string UidPath(string area, string uid, string suffix = "")
    {
        if (!IsUid(uid))
            throw new InvalidDataException($"'{uid}' is not a DICOM UID (digits and dots, at most 64 characters); the sender must correct it.");
        var bucket = SHA256.HashData(Encoding.ASCII.GetBytes(uid))[0];
        var folder = Path.Combine(area, bucket.ToString("x2", CultureInfo.InvariantCulture));
        Created(Path.Combine(_root, folder));
        return Path.Combine(folder, $"{uid}{suffix}.dcm");
    }

    public static bool IsUid(string? uid) =>
        uid is { Length: > 0 and <= 64 } && uid.All(c => char.IsAsciiDigit(c) || c == '.');

    private static string Private(string folder) => OperatingSystem.IsWindows() || Directory.Exists(folder)
        ? Created(folder)
        : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    private static string Created(string folder) => Directory.CreateDirectory(folder).FullName;
}
