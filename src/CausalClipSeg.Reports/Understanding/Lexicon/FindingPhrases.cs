using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>The names of findings: whole phrases, and pairs such as "heart … enlarged" whose halves stand apart.</summary>
internal sealed class FindingPhrases
{
    private readonly PhraseTrie<FindingTerm> _whole = new();
    private readonly PhraseTrie<PairHalf> _firsts = new();
    private readonly PhraseTrie<PairHalf> _seconds = new();
    private readonly Vocabulary _words;
    private int _pairs;

    public FindingPhrases(Vocabulary words, IReadOnlyList<LexiconEntry> entries)
    {
        _words = words;
        var firsts = new Dictionary<string, PairHalf>(StringComparer.Ordinal);
        var seconds = new Dictionary<string, PairHalf>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var code = entry.TitlePart(2).Length > 0 ? new FindingCode(entry.TitlePart(2), entry.TitlePart(1), entry.TitlePart(3)) : null;
            var term = new FindingTerm(entry.Name == "-" ? "" : entry.Name, code);
            foreach (var phrase in entry.Phrases)
                if (phrase.Split("...") is [var before, var after]) AddPair(term, before, after, firsts, seconds);
                else _whole.Add(Phrases.Numbers(phrase, words), term);
        }
    }

    public FindingTerm? Whole(ReadOnlySpan<Token> tokens, int at, out int length) => _whole.Longest(tokens, at, out length);

    public PairHalf? First(ReadOnlySpan<Token> tokens, int at, out int length) => _firsts.Longest(tokens, at, out length);

    public PairHalf? Second(ReadOnlySpan<Token> tokens, int at, out int length) => _seconds.Longest(tokens, at, out length);

    private void AddPair(FindingTerm term, string before, string after, Dictionary<string, PairHalf> firsts, Dictionary<string, PairHalf> seconds)
    {
        var pair = _pairs++;
        foreach (var (side, halves, trie) in new[] { (before, firsts, _firsts), (after, seconds, _seconds) })
            foreach (var phrase in side.Split('/', StringSplitOptions.TrimEntries))
            {
                if (!halves.TryGetValue(phrase, out var half)) halves.Add(phrase, half = new([]));
                half.Terms[pair] = term;
                trie.Add(Phrases.Numbers(phrase, _words), half);
            }
    }
}
