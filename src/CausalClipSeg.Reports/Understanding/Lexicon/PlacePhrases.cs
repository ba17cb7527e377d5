using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>Builds the index of place words from entries such as "zone lower left".</summary>
internal static class PlacePhrases
{
    public static PhraseTrie<Place> Build(Vocabulary words, IReadOnlyList<LexiconEntry> entries)
    {
        var trie = new PhraseTrie<Place>();
        foreach (var entry in entries)
        {
            var parts = entry.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var kind = Enum.Parse<PlaceKind>(parts[0], ignoreCase: true);
            var side = FindingSide.None;
            var zones = kind == PlaceKind.Whole ? ZoneSet.All : ZoneSet.None;
            foreach (var part in parts.Skip(1))
                if (Enum.TryParse<FindingSide>(part, ignoreCase: true, out var named)) side = named;
                else zones |= Enum.Parse<ZoneSet>(part, ignoreCase: true);
            foreach (var phrase in entry.Phrases) trie.Add(Phrases.Numbers(phrase, words), new(kind, side, zones, phrase));
        }

        return trie;
    }
}
