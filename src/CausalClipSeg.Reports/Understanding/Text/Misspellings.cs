namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>
/// Knows long words that were mistyped by one letter: left out, doubled, swapped or wrong, after a right first letter. Words are found by what is left of them
/// when one letter is taken out (the symmetric-delete method), so that a look-up costs a few hash probes and no search.
/// </summary>
internal sealed class Misspellings
{
    private const int ShortestWord = 8;
    private const int LongestWord = 24;
    private const int Ambiguous = -1;

    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Number, int Place)> _lessOne = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _word;
    private readonly Dictionary<string, (int Number, int Place)>.AlternateLookup<ReadOnlySpan<char>> _rest;

    public Misspellings()
    {
        _word = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        _rest = _lessOne.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public void Add(string word, int number)
    {
        if (word.Length is < ShortestWord or > LongestWord || !word.All(char.IsAsciiLetter)) return;
        _words[word] = number;
        for (var i = 1; i < word.Length; i++)
        {
            var rest = word.Remove(i, 1);
            // What two words could have meant, neither is taken for.
            _lessOne[rest] = (_lessOne.TryGetValue(rest, out var other) && other.Number != number ? Ambiguous : number, i);
        }
    }

    /// <summary>The number of the one word that this may be, or -1.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        if (word.Length is < ShortestWord - 1 or > LongestWord) return -1;
        if (_rest.TryGetValue(word, out var longer)) return longer.Number;
        if (word.Length < ShortestWord) return -1;
        Span<char> rest = stackalloc char[LongestWord];
        word[..1].CopyTo(rest);
        word[2..].CopyTo(rest[1..]);
        for (var i = 1; ; i++)
        {
            var less = rest[..(word.Length - 1)];
            if (_word.TryGetValue(less, out var shorter)) return shorter;
            // The same letter changed, or it and its neighbour swapped.
            if (_rest.TryGetValue(less, out var changed) && changed.Number != Ambiguous && Math.Abs(changed.Place - i) <= 1) return changed.Number;
            if (i + 1 >= word.Length) return -1;
            rest[i] = word[i];
        }
    }
}
