using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>Builds the index of cue words; a phrase named under several entries does all of what they say.</summary>
internal static class CuePhrases
{
    private static readonly Dictionary<string, CueKind> _roles =
        Enum.GetValues<CueKind>().Where(kind => kind != CueKind.None).ToDictionary(kind => string.Concat(kind.ToString().SelectMany((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}")), kind => kind);

    /// <summary>The roles as words.lexicon writes them: deny-after, doubt-before, ….</summary>
    public static IEnumerable<string> Names => _roles.Keys;

    public static CueKind? Find(string name) => _roles.TryGetValue(name, out var kind) ? kind : null;

    // "cannot / unable to + exclude / rule out": each of the first with each of the next; "-" stands for nothing.
    private static IEnumerable<string> Composed(string phrase) =>
        phrase.Split(" + ").Select(part => part.Split(" / ")).Aggregate(
            (IEnumerable<string>)[""], (begun, next) => begun.SelectMany(_ => next, (before, word) => word == "-" ? before : $"{before} {word}".TrimStart()));

    public static PhraseTrie<Cue> Build(Vocabulary words, IReadOnlyList<LexiconEntry> entries)
    {
        var kinds = new Dictionary<string, CueKind>(StringComparer.Ordinal);
        foreach (var entry in entries)
            foreach (var phrase in entry.Phrases.SelectMany(Composed))
                kinds[phrase] = kinds.GetValueOrDefault(phrase) | (Find(entry.Name) ?? throw new InvalidDataException($"{entry.Place}: \"{entry.Name}\" is no role of words; use one of {string.Join(", ", Names)}."));
        var trie = new PhraseTrie<Cue>();
        foreach (var (phrase, kind) in kinds) trie.Add(Phrases.Numbers(phrase, words), new(kind, phrase));
        return trie;
    }
}
