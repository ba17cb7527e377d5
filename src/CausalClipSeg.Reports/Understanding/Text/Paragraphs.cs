namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>A text's paragraphs, parted at blank lines and at headings, each measured; and the room that its flowing prose shows.</summary>
internal sealed class Paragraphs
{
    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly List<Paragraph> _all = [];
    private int _here;

    public Paragraphs(string text, List<Token> tokens, HeadingReader headings)
    {
        (_text, _tokens) = (text, tokens);
        for (var i = 0; i < tokens.Count;)
        {
            var end = i;
            while (end < tokens.Count && tokens[end].Kind is not (TokenKind.Newline or TokenKind.Bullet)) end++;
            if (end > i) AddLine(i, end, headings.At(i));
            i = end + 1;
        }

        Room = _all.Where(paragraph => paragraph.Flows && paragraph.Breaks.Count > 1).Select(paragraph => paragraph.Longest).DefaultIfEmpty().Max();
    }

    /// <summary>The letters of the longest line of prose that runs over line ends; 0 where none does.</summary>
    public int Room { get; }

    /// <summary>The paragraph of a token; asked in the order of the text.</summary>
    public Paragraph At(int token)
    {
        while (_here + 1 < _all.Count && _all[_here + 1].First <= token) _here++;
        return _all[_here];
    }

    private void AddLine(int first, int end, Heading? heading)
    {
        if (heading is { Part: not null } || first < 2 || _tokens[first - 2].Kind is TokenKind.Newline or TokenKind.Bullet) _all.Add(new(first));
        var here = _all[^1];
        here.Longest = Math.Max(here.Longest, _tokens[end - 1].End - _tokens[first].Start);
        if (end < _tokens.Count) here.Breaks.Add(end);
        var begins = true;
        for (var i = heading is { TextAt: var at } && at < end ? at : first; i < end; i++)
        {
            if (_tokens[i].Kind == TokenKind.Word)
            {
                here.Capitalises |= begins && char.IsUpper(_text[_tokens[i].Start]) && !IsCapitals(_text, _tokens[i]);
                begins = false;
            }
            else if (_tokens[i].Kind == TokenKind.Period && i > first && i + 1 < end && _tokens[i - 1] is { Kind: TokenKind.Word, Length: > 2 } && _tokens[i + 1].Start > _tokens[i].End)
            {
                here.Flows = begins = true;
            }
        }
    }

    public static bool IsCapitals(string text, Token word)
    {
        for (var i = word.Start; i < word.End; i++)
            if (char.IsLower(text[i])) return false;
        return word.Length > 1;
    }
}
