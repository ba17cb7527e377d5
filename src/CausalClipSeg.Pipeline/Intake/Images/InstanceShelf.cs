using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Storage;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>An instance in the store: its path relative to the root, and the hash of its data set.</summary>
public sealed record StoredFile(string Path, string Sha256);

/// <summary>
/// Instances on their way from the spool into the store. A file there counts for nothing without its record: after a commit that failed nobody knows whether the
/// record is there, so the file stays, and the sender who comes again finds it.
/// </summary>
public sealed class InstanceShelf(InstanceStore files)
{
    public async Task<StoredFile> KeepAsync(string spoolFile, string sopInstanceUid, string sha256)
    {
        var file = new StoredFile(files.InstancePath(sopInstanceUid, sha256), sha256);
        // A flush takes the disk's time: on a thread of its own, so that those of many associations share the journal's next commit.
        await Task.Run(() => DurableFile.Move(spoolFile, files.Full(file.Path)), CancellationToken.None).ConfigureAwait(false);
        return file;
    }

    /// <summary>Records what is kept; a value that no record can hold refuses the instance, whose file is then in the spool again.</summary>
    /// <returns>What the record's writer returns, or why the instance can never be recorded.</returns>
    public async Task<(T? Recorded, string? Refusal)> RecordAsync<T>(StoredFile file, string spoolFile, Func<Task<T>> record)
    {
        try
        {
            return (await record().ConfigureAwait(false), null);
        }
        catch (ValueTooLongException tooLong)
        {
            File.Move(files.Full(file.Path), spoolFile, overwrite: true);
            return (default, tooLong.Message);
        }
    }

    /// <summary>Another file came under a UID that is on record: the first one stays, and the other leaves the store.</summary>
    /// <returns>Null where both hold the same instance; else why the other is not taken, which is then in the spool again.</returns>
    public async Task<string?> CompareAsync(string sopInstanceUid, string knownPath, StoredFile came, string spoolFile)
    {
        var (known, other) = (files.Full(knownPath), files.Full(came.Path));
        if (known == other)
            return null;
        var isThere = File.Exists(known);
        if (isThere && await SameInstance.IsAsync(known, other).ConfigureAwait(false))
        {
            File.Delete(other);
            return null;
        }
        File.Move(other, spoolFile, overwrite: true);
        return isThere
            ? $"SOP instance {sopInstanceUid} is stored already with other content; an object that changes needs a new SOP Instance UID (PS3.3 C.12.1)."
            : $"SOP instance {sopInstanceUid} is on record, but its file {knownPath} is gone; restore Storage:Root from its backup, then send the instance again.";
    }
}
