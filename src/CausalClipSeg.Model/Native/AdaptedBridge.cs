using System.Runtime.InteropServices;

namespace CausalClipSeg.Model;

/// <summary>
/// Loads an adapted copy of a native library, so that a package's own file is never touched. The copy belongs to this process alone and is gone once it is
/// loaded: a copy that lay about would be trusted by the next start, whoever had written it.
/// </summary>
internal static class AdaptedBridge
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="folders">Where the copy may lie for that moment, the first that serves: a folder may be missing, full, or forbid programs.</param>
    public static nint Load(string original, IReadOnlyList<string> folders)
    {
        var bytes = File.ReadAllBytes(original);
        GlibcxxRequirement.Relax(bytes, original);
        var problems = new List<Exception>();
        foreach (var folder in folders)
        {
            try
            {
                return LoadIn(folder, bytes);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or DllNotFoundException)
            {
                problems.Add(problem);
            }
        }
        throw new DllNotFoundException($"An adapted copy of {original} loads from none of {string.Join(", ", folders)}: {problems[^1].Message} Set TMPDIR to a folder that may hold programs.", problems[^1]);
    }

    private static nint LoadIn(string folder, byte[] bytes)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var copy = new FileStream(Path.Combine(folder, $"causalclipseg-{Path.GetRandomFileName()}.so"), options);
        copy.Write(bytes);
        // By its descriptor, not by its name: in a folder that others may write to, the name could mean another file by now.
        return NativeLibrary.Load($"/proc/self/fd/{copy.SafeFileHandle.DangerousGetHandle()}");
    }
}
