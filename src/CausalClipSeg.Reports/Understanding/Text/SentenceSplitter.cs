namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>Cuts a report into sentences under their headings, whatever its layout: headings on lines or inside them, lists, wrapped lines.</summary>
internal sealed class SentenceSplitter
{
    // No sentence of a radiologist's is as long; what is, is no prose, and is cut so that reading it stays linear.
    private const int LongestSentence = 500;

    private static readonly WordSet _titles = new("dr", "mr", "mrs", "ms", "approx", "vs");

    private static readonly WordSet _sides = new("rt", "lt", "r", "l");

    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly HeadingReader _headings;
    private readonly LineBreaks _breaks;
    private readonly Sections _sections;
    private readonly List<Sentence> _sentences = [];
    private int _first;

    public SentenceSplitter(string text, List<Token> tokens)
    {
        (_text, _tokens) = (text, tokens);
        _headings = new(text, tokens);
        _breaks = new(text, tokens, _headings);
        _sections = new(text, tokens, _headings);
    }

    public List<Sentence> Split()
    {
        for (var i = 0; i < _tokens.Count; i++)
        {
            if (i == _first && _headings.At(i) is { } opened)
            {
                _sections.Open(opened);
                if (opened.TextAt > i)
                {
                    _first = opened.TextAt;
                    i = _first - 1;
                    continue;
                }
            }

            if (i > _first && ((IsUpperWord(i) && _headings.At(i) is { Part: not null }) || CountsOn(i)))
            {
                Close(i);
                i--;
                continue;
            }

            if (EndsSentence(i) || i - _first >= LongestSentence) Close(i + 1);
            if (IsBlankLine(i)) _sections.BlankLine();
        }

        Close(_tokens.Count);
        return _sentences;
    }

    private void Close(int end)
    {
        var first = _first;
        while (first < end && _tokens[first].Kind is not (TokenKind.Word or TokenKind.Number) && !IsLeadingQuestion(first, end)) first++;
        // A number alone, or before a closing bracket or full stop, counts the list and says nothing.
        if (end > first)
        {
            _sections.Sentence(first, end);
            _sentences.Add(new(first, end - first, _sections.Part, _sections.Name));
        }

        _first = end;
    }

    // "?Left lower lobe consolidation": the mark asks what the words say.
    private bool IsLeadingQuestion(int i, int end) => _text[_tokens[i].Start] == '?' && i + 1 < end && _tokens[i + 1].Kind == TokenKind.Word && _tokens[i + 1].Start == _tokens[i].End;

    private bool EndsSentence(int i) => _tokens[i].Kind switch
    {
        TokenKind.Period => !IsInsideNumberOrAbbreviation(i),
        TokenKind.Bullet => true,
        TokenKind.Newline => i == _first || i + 1 >= _tokens.Count || _tokens[i + 1].Kind is TokenKind.Newline or TokenKind.Bullet || _headings.At(i + 1) is { Part: not null } || _breaks.Ends(i),
        _ => false,
    };

    private bool IsInsideNumberOrAbbreviation(int i)
    {
        if (i + 1 >= _tokens.Count) return false;
        if (i == _first) return false;
        var before = _tokens[i - 1];
        var joined = _tokens[i + 1].Start == _tokens[i].End && _tokens[i + 1].Kind is TokenKind.Word or TokenKind.Number && char.IsLower(_text[_tokens[i + 1].Start]);
        if (before.Kind == TokenKind.Number) return i - 1 == _first ? false : joined && !char.IsLetter(_text[_tokens[i + 1].Start]);
        return before.Length == 1 && joined || _titles.Has(_text.AsSpan(before.Start, before.Length)) || IsShortSide(i);
    }

    // "Rt. lower zone": a side cut short goes on.
    private bool IsShortSide(int i) =>
        _sides.Has(_text.AsSpan(_tokens[i - 1].Start, _tokens[i - 1].Length)) && _tokens[i + 1].Kind == TokenKind.Word && (i - 1 == _first || char.IsLower(_text[_tokens[i + 1].Start]));

    private bool IsBlankLine(int i) => _tokens[i].Kind == TokenKind.Newline && i > 0 && _tokens[i - 1].Kind == TokenKind.Newline;

    // "a) no effusion b) left consolidation": a bracket that nothing opened counts on.
    private bool CountsOn(int i) =>
        i + 1 < _tokens.Count && _text[_tokens[i + 1].Start] == ')' && _text[_tokens[i - 1].Start] != '(' && _breaks.IsEnumerator(i) && !IsBracketed(i);

    private bool IsBracketed(int i)
    {
        for (i--; i >= _first; i--)
            if (_text[_tokens[i].Start] is '(' or ')') return _text[_tokens[i].Start] == '(';
        return false;
    }

    private bool IsUpperWord(int i) => _tokens[i].Kind == TokenKind.Word && char.IsUpper(_text[_tokens[i].Start]);
}
