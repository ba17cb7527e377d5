namespace CausalClipSeg.Tests;

/// <summary>A file system in memory that really is full when it is full; it needs the right to mount.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("disk");

    private SmallDisk() => Path = _folder.Folder("mounted");

    public string Path { get; }

    /// <summary>Skips the running test where this process may not mount, which no setting of the build machine can promise.</summary>
    public static async Task<SmallDisk> Mount(int megabytes)
    {
        var (disk, whyNot) = await TryMount(megabytes);
        if (disk is null) Assert.Skip(whyNot ?? "");
        return disk;
    }

    /// <summary>The disk, or why this process cannot have one.</summary>
    public static async Task<(SmallDisk? Disk, string? WhyNot)> TryMount(int megabytes)
    {
        var disk = new SmallDisk();
        var mounted = await Tool.Run("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m", "causalclipseg-tests", disk.Path]);
        if (mounted.ExitCode == 0) return (disk, null);
        await disk._folder.DisposeAsync();
        return (null, $"A disk of {megabytes} MB cannot be mounted here: {mounted.Everything.Trim()}");
    }

    /// <summary>Takes every last byte, until <see cref="MakeRoom"/>.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[64 * 1024];
        try
        {
            while (true) filler.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public string Folder(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public async ValueTask DisposeAsync()
    {
        // Lazily: a file that a server still holds open must not keep the mount.
        await Tool.Run("umount", ["-l", Path]);
        await _folder.DisposeAsync();
    }
}
