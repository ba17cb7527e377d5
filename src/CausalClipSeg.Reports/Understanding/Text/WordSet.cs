namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>A set of words that is asked by pieces of the text, whatever their capitals.</summary>
internal sealed class WordSet
{
    private const int Longest = 24;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _words;

    public WordSet(params string[] words) => _words = words.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public bool Has(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[Longest];
        return word.Length <= Longest && _words.Contains(lower[..word.ToLowerInvariant(lower)]);
    }
}
