using System.Security.Cryptography;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>Where no site gave one, the key of the readers' hash is made once and lies beside the embedded database, for its owner's eyes only.</summary>
internal sealed class EmbeddedReaderKey(InstanceStore store) : IPostConfigureOptions<LabelOptions>
{
    private const int KeyBytes = 32;

    public void PostConfigure(string? name, LabelOptions options)
    {
        if (string.IsNullOrEmpty(options.ReaderKey))
            options.ReaderKey = Kept(Path.Combine(store.KeysFolder, "readers.key"));
    }

    private static string Kept(string file)
    {
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
