using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>How files look from outside, so that it is seen when one of them has changed.</summary>
internal static class FilesSeen
{
    /// <summary>A folder that is away for a while is no change and no end of the service.</summary>
    public static string Of(Func<IEnumerable<string>> files)
    {
        try
        {
            return string.Join('\n', files().Select(Seen));
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException or OptionsValidationException)
        {
            return away.Message;
        }
    }

    public static string[] In(string? folder, string names) => Directory.Exists(folder) ? [.. Directory.GetFiles(folder, names).Order(StringComparer.Ordinal)] : [];

    /// <summary>Name, time and size of the file behind the links: what a mounted volume changes is where they lead.</summary>
    private static string Seen(string file)
    {
        try
        {
            using var there = File.OpenHandle(file);
            return $"{file} {File.GetLastWriteTimeUtc(there).Ticks} {RandomAccess.GetLength(there)}";
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return file;
        }
    }
}
