using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>Finds the longest known phrase at a token: a walk over word numbers, linear in the text whatever the text is.</summary>
internal sealed class PhraseTrie<T> where T : class
{
    private readonly Dictionary<long, int> _next = [];
    private readonly List<T?> _values = [null];

    /// <summary>The first step by the word's number, 0 where no phrase begins with it: most walks end here.</summary>
    private readonly List<int> _first = [];

    public void Add(ReadOnlySpan<int> words, T value)
    {
        var node = 0;
        foreach (var word in words)
        {
            var key = Key(node, word);
            if (!_next.TryGetValue(key, out var next))
            {
                next = _values.Count;
                _next.Add(key, next);
                _values.Add(null);
                if (node == 0) Begin(word, next);
            }

            node = next;
        }

        _values[node] = value;
    }

    /// <summary>The longest phrase that begins at a token, and how many tokens it takes; line breaks and redactions inside are passed over.</summary>
    public T? Longest(ReadOnlySpan<Token> tokens, int at, out int length)
    {
        length = 0;
        T? found = null;
        var node = 0;
        for (var i = at; i < tokens.Length; i++)
        {
            if (i > at && (tokens[i].Kind == TokenKind.Newline || tokens[i].Word == Vocabulary.Redacted)) continue;
            if (tokens[i].Word < 0 || !Step(ref node, tokens[i].Word)) break;
            if (_values[node] is not { } value) continue;
            found = value;
            length = i - at + 1;
        }

        return found;
    }

    private bool Step(ref int node, int word)
    {
        if (node > 0) return _next.TryGetValue(Key(node, word), out node);
        node = word < _first.Count ? _first[word] : 0;
        return node > 0;
    }

    private void Begin(int word, int node)
    {
        while (_first.Count <= word) _first.Add(0);
        _first[word] = node;
    }

    private static long Key(int node, int word) => ((long)node << 32) | (uint)word;
}
