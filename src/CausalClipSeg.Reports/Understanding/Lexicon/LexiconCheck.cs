using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>Judges a site's pages before they are used: each problem is a sentence with file, line and what to change.</summary>
internal static class LexiconCheck
{
    private static readonly string[] _pages = [LexiconFile.Findings, LexiconFile.Words, LexiconFile.Places];

    public static IReadOnlyList<string> Of(string folder)
    {
        if (!Directory.Exists(folder)) return [$"There is no folder {folder}; name one that holds {string.Join(", ", _pages)} or some of them."];
        if (!_pages.Any(page => File.Exists(Path.Combine(folder, page)))) return [$"{folder} holds none of {string.Join(", ", _pages)}; put at least one there, or leave the setting out."];
        try
        {
            return
            [
                .. LexiconFile.ReadFrom(folder, LexiconFile.Findings).SelectMany(Finding),
                .. Twice(LexiconFile.ReadFrom(folder, LexiconFile.Findings)),
                .. LexiconFile.ReadFrom(folder, LexiconFile.Words).SelectMany(Word),
                .. LexiconFile.ReadFrom(folder, LexiconFile.Places).SelectMany(Place),
            ];
        }
        catch (InvalidDataException broken)
        {
            return [broken.Message];
        }
    }

    private static IEnumerable<string> Finding(LexiconEntry entry)
    {
        if (entry.Name is not ("-" or "=") && (entry.Name.Length == 0 || !entry.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
            yield return $"{entry.Place}: \"{entry.Name}\" is no finding id; write small letters and hyphens, such as tree-in-bud, - for words that only look like a finding, or = for words that repeat one.";
        if (entry.Title.Length is not (1 or 4))
            yield return $"{entry.Place}: the title has {entry.Title.Length} parts; write the id alone, or id | scheme | code | meaning.";
        if (entry.Title.Length == 4 && entry.TitlePart(1) is not ("RADLEX" or "SCT" or "DCM" or "LN") && !entry.TitlePart(1).StartsWith("99", StringComparison.Ordinal))
            yield return $"{entry.Place}: \"{entry.TitlePart(1)}\" is no coding scheme known here; write RADLEX, SCT, DCM, LN or a private one that begins with 99 (PS3.16 8).";
        foreach (var problem in Phrases(entry)) yield return problem;
        foreach (var phrase in entry.Phrases.Where(phrase => phrase.Split("...").Length > 2))
            yield return $"{entry.Place}: \"{phrase}\" has more than one \"...\"; a pair has two halves.";
    }

    private static IEnumerable<string> Word(LexiconEntry entry)
    {
        if (CuePhrases.Find(entry.Name) is null)
            yield return $"{entry.Place}: \"{entry.Name}\" is no role of words; use one of {string.Join(", ", CuePhrases.Names)}.";
        foreach (var problem in Phrases(entry)) yield return problem;
    }

    private static IEnumerable<string> Place(LexiconEntry entry)
    {
        if (PlacePhrases.Find(entry) is null)
            yield return $"{entry.Place}: \"{entry.Name}\" is no place; write a kind ({string.Join(", ", Enum.GetNames<PlaceKind>()).ToLowerInvariant()}), then left, right or bilateral, then upper, middle or lower.";
        foreach (var problem in Phrases(entry)) yield return problem;
    }

    private static IEnumerable<string> Phrases(LexiconEntry entry)
    {
        if (entry.Phrases.Count == 0)
            yield return $"{entry.Place}: the entry lists no phrases; write them on the lines under it, parted by commas.";
        foreach (var phrase in entry.Phrases.Where(phrase => !phrase.Any(c => char.IsLetterOrDigit(c) || c is '?' or '&' or '/' or '<' or '>' or '(' or ')')))
            yield return $"{entry.Place}: \"{phrase}\" holds no word.";
    }

    // A phrase that names two findings names neither.
    private static IEnumerable<string> Twice(IReadOnlyList<LexiconEntry> entries)
    {
        var words = new Vocabulary();
        var known = new Dictionary<string, LexiconEntry>(StringComparer.Ordinal);
        foreach (var entry in entries)
            foreach (var phrase in entry.Phrases.Where(phrase => !phrase.Contains("...", StringComparison.Ordinal)))
                if (!known.TryAdd(string.Join(' ', Lexicon.Phrases.Numbers(phrase, words)), entry) && known[string.Join(' ', Lexicon.Phrases.Numbers(phrase, words))] is var other && other.Name != entry.Name)
                    yield return $"{entry.Place}: \"{phrase}\" is listed under \"{other.Name}\" (line {other.Line}) too; keep it under one of them.";
    }
}
