using System.Security.Cryptography;

namespace CausalClipSeg.Model;

/// <summary>Keeps adapted native libraries in a cache folder, one for each original, so that a package's own file is never touched.</summary>
internal static class AdaptedCopy
{
    public static string Of(string original, string cacheFolder)
    {
        var bytes = File.ReadAllBytes(original);
        var key = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        var folder = Path.Combine(cacheFolder, key);
        var path = Path.Combine(folder, Path.GetFileName(original));
        if (File.Exists(path) && new FileInfo(path).Length == bytes.Length)
            return path;
        GlibcxxRequirement.Relax(bytes, original);
        Directory.CreateDirectory(folder);
        var unfinished = Path.Combine(folder, Path.GetRandomFileName());
        File.WriteAllBytes(unfinished, bytes);
        File.Move(unfinished, path, overwrite: true); // atomic: two processes may start at once
        return path;
    }
}
