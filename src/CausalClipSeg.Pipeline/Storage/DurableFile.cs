using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CausalClipSeg.Pipeline.Storage;

/// <summary>Files that outlive a power cut: their bytes and the directory entry that names them are on disk when this returns.</summary>
internal static partial class DurableFile
{
    private const int ReadOnlyDirectory = 0x10000;

    /// <summary>
    /// Renames within one volume. The file is flushed under its final name: journalling file systems then commit its creation, its bytes
    /// and the rename at once, and the flush of the folder finds nothing left to do.
    /// </summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public static void Move(string source, string target)
    {
        File.Move(source, target, overwrite: true);
        using (var file = File.OpenHandle(target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            RandomAccess.FlushToDisk(file);
        FlushFolder(Path.GetDirectoryName(target) ?? ".");
    }

    /// <summary>Writes a file whose name never stands for half of it.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public static async Task WriteAsync(string target, Func<Stream, Task> write)
    {
        var unfinished = target + ".unfinished";
        await using (var file = File.Create(unfinished))
        {
            await write(file).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, target, overwrite: true);
        FlushFolder(Path.GetDirectoryName(target) ?? ".");
    }

    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var handle = new SafeFileHandle(Open(folder, ReadOnlyDirectory), ownsHandle: true);
        if (handle.IsInvalid || Flush(handle) != 0)
            throw new IOException($"The folder {folder} cannot be flushed to disk (error {Marshal.GetLastPInvokeError()}); check the volume.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(SafeFileHandle file);
}
