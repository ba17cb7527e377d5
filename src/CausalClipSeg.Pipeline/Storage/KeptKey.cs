using System.Security.Cryptography;

namespace CausalClipSeg.Pipeline.Storage;

/// <summary>A secret key that no site gave: made once, it lies beside the records for its owner's eyes only.</summary>
internal static class KeptKey
{
    private const int KeyBytes = 32;

    /// <param name="name">Name of its file in <see cref="InstanceStore.KeysFolder"/>.</param>
    public static string Of(InstanceStore store, string name)
    {
        var file = Path.Combine(store.KeysFolder, name);
        if (!File.Exists(file))
            Make(file);
        return File.ReadAllText(file);
    }

    /// <summary>Of two processes that start at once the first one's key stays.</summary>
    private static void Make(string file)
    {
        var unfinished = $"{file}.{Guid.NewGuid():n}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(unfinished, options))
            writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
        try
        {
            File.Move(unfinished, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(unfinished);
        }
    }
}
