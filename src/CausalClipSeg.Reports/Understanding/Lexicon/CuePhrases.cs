using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>Builds the index of cue words; a phrase named under several entries does all of what they say.</summary>
internal static class CuePhrases
{
    public static PhraseTrie<Cue> Build(Vocabulary words, IReadOnlyList<LexiconEntry> entries)
    {
        var kinds = new Dictionary<string, CueKind>(StringComparer.Ordinal);
        foreach (var entry in entries)
            foreach (var phrase in entry.Phrases)
                kinds[phrase] = kinds.GetValueOrDefault(phrase) | Kind(entry.Name);
        var trie = new PhraseTrie<Cue>();
        foreach (var (phrase, kind) in kinds) trie.Add(Phrases.Numbers(phrase, words), new(kind, phrase));
        return trie;
    }

    private static CueKind Kind(string name) =>
        Enum.TryParse<CueKind>(string.Concat(name.Split('-')), ignoreCase: true, out var kind)
            ? kind
            : throw new InvalidDataException($"words.lexicon has an entry \"{name}\", which is no role; use one of {string.Join(", ", Enum.GetNames<CueKind>())}.");
}
