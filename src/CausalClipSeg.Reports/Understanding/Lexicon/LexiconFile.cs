namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>Reads our lexicon pages: a line beginning with == opens an entry, the lines under it list phrases parted by commas, # begins a remark.</summary>
internal static class LexiconFile
{
    public static IReadOnlyList<LexiconEntry> Read(TextReader reader)
    {
        var entries = new List<LexiconEntry>();
        while (reader.ReadLine() is { } line)
        {
            var content = line.Split('#')[0].Trim();
            if (content.Length == 0) continue;
            if (content.StartsWith("==", StringComparison.Ordinal))
                entries.Add(new(content[2..].Split('|', StringSplitOptions.TrimEntries), []));
            else if (entries.Count == 0)
                throw new InvalidDataException($"The lexicon lists \"{content}\" before any entry; begin with a line such as \"== pleural-effusion\".");
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
        return Read(reader);
    }
}
