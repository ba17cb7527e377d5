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
            var (kind, side, zones) = Find(entry) ?? throw new InvalidDataException($"{entry.Place}: \"{entry.Name}\" is no place.");
            foreach (var phrase in entry.Phrases) trie.Add(Phrases.Numbers(phrase, words), new(kind, side, zones, phrase));
        }

        return trie;
    }

    /// <summary>What an entry's title says, or null where it says nothing we know.</summary>
    public static (PlaceKind Kind, FindingSide Side, ZoneSet Zones)? Find(LexiconEntry entry)
    {
        var parts = entry.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || !Enum.TryParse<PlaceKind>(parts[0], ignoreCase: true, out var kind)) return null;
        var side = FindingSide.None;
        var zones = kind == PlaceKind.Whole ? ZoneSet.All : ZoneSet.None;
        foreach (var part in parts.Skip(1))
            if (Enum.TryParse<FindingSide>(part, ignoreCase: true, out var named)) side = named;
            else if (Enum.TryParse<ZoneSet>(part, ignoreCase: true, out var zone)) zones |= zone;
            else return null;
        return (kind, side, zones);
    }
}
