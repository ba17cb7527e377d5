namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>Reads lexicon pages: a line beginning with == opens an entry, the lines under it list phrases parted by commas, # begins a remark.</summary>
internal static class LexiconFile
{
    public const string Findings = "findings.lexicon";
    public const string Words = "words.lexicon";
    public const string Places = "places.lexicon";

    public static IReadOnlyList<LexiconEntry> Read(TextReader reader, string page)
    {
        var entries = new List<LexiconEntry>();
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            var content = text.Split('#')[0].Trim();
            if (content.Length == 0) continue;
            if (content.StartsWith("==", StringComparison.Ordinal))
                entries.Add(new(content[2..].Split('|', StringSplitOptions.TrimEntries), [], page, line));
            else if (entries.Count == 0)
                throw new InvalidDataException($"{page}, line {line}: \"{content}\" stands before any entry; begin with a line such as \"== pleural-effusion\".");
            else
                entries[^1].Phrases.AddRange(content.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        return entries;
    }

    public static IReadOnlyList<LexiconEntry> ReadEmbedded(string name)
    {
        var type = typeof(LexiconFile);
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.{name}")
            ?? throw new InvalidOperationException($"The lexicon {name} is not in the assembly; build CausalClipSeg.Reports with its embedded resources.");
        using var reader = new StreamReader(stream);
        return Read(reader, name);
    }

    /// <summary>A site's page, or nothing where the folder holds none of that name.</summary>
    public static IReadOnlyList<LexiconEntry> ReadFrom(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) return [];
        using var reader = new StreamReader(path);
        return Read(reader, path);
    }
}
