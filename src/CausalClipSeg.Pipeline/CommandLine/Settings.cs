namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Settings given as words: <c>Pacs:Host=archive</c>.</summary>
internal static class Settings
{
    public static Dictionary<string, string?> Parse(IEnumerable<string>? words)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var word in words ?? [])
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !word[..equals].Contains(':', StringComparison.Ordinal))
                throw new RefusedException($"'{word}' is not a setting. Write Section:Key=value, for example Pacs:Host=archive.");
            settings[word[..equals].TrimStart('-')] = word[(equals + 1)..];
        }
        return settings;
    }
}
