namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>Numbers the words that the lexicon uses, in one form for singular and plural, so that matching compares numbers.</summary>
internal sealed class Vocabulary
{
    private const int LongestWord = 40;

    /// <summary>The number of a blacked-out word (XXXX): any word may have stood there.</summary>
    public const int Redacted = -2;

    private readonly Misspellings _misspellings = new();
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public Vocabulary() => _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Add(ReadOnlySpan<char> word)
    {
        Span<char> form = stackalloc char[LongestWord];
        var length = Normalise(word, form);
        if (_lookup.TryGetValue(form[..length], out var known)) return known;
        _numbers.Add(form[..length].ToString(), _numbers.Count);
        _misspellings.Add(form[..length].ToString(), _numbers.Count - 1);
        return _numbers.Count - 1;
    }

    /// <summary>The word's number, that of the long word it is a slip of the pen of, or -1 for one the lexicon never uses.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        Span<char> form = stackalloc char[LongestWord];
        var length = Normalise(word, form);
        if (_lookup.TryGetValue(form[..length], out var known)) return known;
        return length >= 3 && !form[..length].ContainsAnyExcept('x') ? Redacted : _misspellings.Find(form[..length]);
    }

    // Plural endings off: opacities -> opacity, masses -> mass, lungs -> lung, bases -> base.
    private static int Normalise(ReadOnlySpan<char> word, Span<char> form)
    {
        var length = Letters.Fold(word, form);
        if (length < 4 || form[length - 1] != 's') return length;
        if (form[length - 2] is 's' or 'u' or 'i') return length;
        if (length > 4 && form[length - 2] == 'e' && form[length - 3] == 'i')
        {
            form[length - 3] = 'y';
            return length - 2;
        }

        return length > 5 && form[length - 2] == 'e' && form[length - 3] == 's' && form[length - 4] == 's' ? length - 2 : length - 1;
    }
}
