namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Settings given as words: <c>Pacs:Host=archive</c>.</summary>
internal static class Settings
{
    /// <returns>Null where the word is a setting.</returns>
    public static string? Problem(string word) =>
        word.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && word[..equals].Contains(':', StringComparison.Ordinal) ? null
        : $"'{word}' is not a setting. Write Section:Key=value, for example Pacs:Host=archive.";

    public static Dictionary<string, string?> Parse(IEnumerable<string>? words)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var word in words ?? [])
        {
            if (Problem(word) is { } problem)
                throw new RefusedException(problem);
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            settings[word[..equals].TrimStart('-')] = word[(equals + 1)..];
        }
        return settings;
    }
}
