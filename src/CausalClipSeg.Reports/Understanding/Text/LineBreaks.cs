namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>
/// Tells a line break that ends a sentence from one that only wraps it. A wrapped line is full: the next line's first word had no room on it, and the room is
/// that of the longest line of the paragraph, or of such prose elsewhere in the report.
/// </summary>
internal sealed class LineBreaks(string text, List<Token> tokens, HeadingReader headings)
{
    // Nobody wraps prose more narrowly, unless full stops within the lines say that it is prose.
    private const int WrappedLine = 55;

    private static readonly WordSet _unfinished = new(
        "of", "no", "or", "and", "the", "a", "an", "in", "at", "with", "without", "for", "to", "is", "are", "not", "has", "have", "nor", "right", "left", "on", "focal", "acute", "new", "evidence", "pleural", "any", "definite",
        "significant", "from", "by", "as", "may", "seen", "large", "small", "was", "were", "be", "been", "there", "than", "which", "that", "but", "bilateral", "upper", "mid", "this", "these", "its", "if", "over", "within",
        "possible", "likely", "pulmonary", "represent", "airspace", "residual", "recent", "active", "suspicious", "consistent", "compatible", "due", "secondary", "between", "into", "since", "versus", "vs", "both", "either", "neither", "x");

    private static readonly WordSet _goesOn = new("and", "or", "nor", "of", "than", "which", "that", "in", "at", "to", "with", "within", "from", "is", "are", "was", "were", "has", "have", "but");
    private static readonly WordSet _joins = new("and", "or", "nor", "of", "than");

    private readonly Paragraphs _paragraphs = new(text, tokens, headings);

    /// <summary>True where the break between two lines of text, neither of them empty, ends what the first says.</summary>
    public bool Ends(int newline)
    {
        var (last, next) = (tokens[newline - 1], tokens[newline + 1]);
        if (IsEnumerator(newline + 1)) return true;
        if (last.Kind == TokenKind.Comma || IsUnfinished(last, next)) return false;
        var paragraph = _paragraphs.At(newline);
        var isSmall = char.IsLower(text[next.Start]);
        if (isSmall && paragraph.Capitalises && (paragraph.Flows || paragraph.Longest >= WrappedLine)) return false;
        var isProse = paragraph.Longest >= WrappedLine || (_paragraphs.Room > 0 && (isSmall || AreCapitals(last, next)));
        return !isProse || !IsFull(newline, paragraph) || IsList(paragraph);
    }

    /// <summary>True for "1.", "2)", "(3)" and "a)" where they count a list.</summary>
    public bool IsEnumerator(int i)
    {
        if (i < tokens.Count && text[tokens[i].Start] == '(') i++;
        if (i + 1 >= tokens.Count) return false;
        var count = tokens[i];
        return (count is { Kind: TokenKind.Number, Length: <= 2 } or { Kind: TokenKind.Word, Length: 1 }) && text[tokens[i + 1].Start] is ')' or '.' && text.AsSpan(count.End, tokens[i + 1].Start - count.End).IsWhiteSpace();
    }

    private bool IsUnfinished(Token last, Token next) =>
        _unfinished.Has(Word(last)) || (char.IsLower(text[next.Start]) ? _goesOn.Has(Word(next)) : AreCapitals(last, next) && _joins.Has(Word(next)));

    private ReadOnlySpan<char> Word(Token token) => text.AsSpan(token.Start, token.Length);

    private bool AreCapitals(Token last, Token next) => Paragraphs.IsCapitals(text, last) && Paragraphs.IsCapitals(text, next);

    private bool IsFull(int newline, Paragraph paragraph)
    {
        var first = newline;
        while (first > paragraph.First && tokens[first - 1].Kind is not (TokenKind.Newline or TokenKind.Bullet)) first--;
        var next = text.AsSpan(tokens[newline + 1].Start);
        var word = next.IndexOfAny(" \t\r\n");
        return tokens[newline - 1].End - tokens[first].Start + 1 + (word < 0 ? next.Length : word) > Math.Max(paragraph.Longest, _paragraphs.Room);
    }

    // Most lines end without a mark and with room left: each says what it says.
    private bool IsList(Paragraph paragraph) =>
        paragraph.IsList ??= paragraph.Breaks.Count(IsOpen) is > 0 and var open && 3 * paragraph.Breaks.Count(i => IsOpen(i) && !IsFull(i, paragraph)) >= 2 * open;

    // A line that neither a mark nor a word ends.
    private bool IsOpen(int newline) =>
        newline > 0 && newline + 1 < tokens.Count && tokens[newline - 1].Kind is TokenKind.Word or TokenKind.Number && tokens[newline + 1].Kind is TokenKind.Word or TokenKind.Number && !IsUnfinished(tokens[newline - 1], tokens[newline + 1]);
}
