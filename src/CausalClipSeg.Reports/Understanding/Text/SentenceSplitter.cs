namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>Cuts a report into sentences under their headings, whatever its layout: headings on lines or inside them, lists, wrapped lines.</summary>
internal sealed class SentenceSplitter(string text, List<Token> tokens)
{
    private const int WrappedLine = 55;
    private const int LongestHeading = 5;

    // No sentence of a radiologist's is as long; what is, is no prose, and is cut so that reading it stays linear.
    private const int LongestSentence = 500;

    private readonly List<Sentence> _sentences = [];
    private (ReportPart Part, string Section) _here = (ReportPart.Seen, "");
    private int _first;

    public List<Sentence> Split()
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (i == _first && HeadingAt(i, out var after) is { } opened)
            {
                _here = opened;
                _first = after;
                i = after - 1;
                continue;
            }

            if (EndsSentence(i) || i - _first >= LongestSentence) Close(i + 1);
            else if (i > _first && IsUpperWord(i) && HeadingAt(i, out _) is not null) CloseBefore(ref i);
        }

        Close(tokens.Count);
        return _sentences;
    }

    private void CloseBefore(ref int i)
    {
        Close(i);
        i--;
    }

    private void Close(int end)
    {
        var first = _first;
        while (first < end && tokens[first].Kind is not (TokenKind.Word or TokenKind.Number) && !IsLeadingQuestion(first, end)) first++;
        if (_here.Section is "comparison" or "technique" && first + 1 < end && SaysWhatIsThere(first)) _here = (ReportPart.Seen, "findings");
        // A number alone, or before a closing bracket or full stop, counts the list and says nothing.
        if (end - first > 0) _sentences.Add(new(first, end - first, _here.Part, _here.Section));
        _first = end;
    }

    // "?Left lower lobe consolidation": the mark asks what the words say.
    private bool IsLeadingQuestion(int i, int end) => text[tokens[i].Start] == '?' && i + 1 < end && tokens[i + 1].Kind == TokenKind.Word && tokens[i + 1].Start == tokens[i].End;

    // Many reports go on from COMPARISON or TECHNIQUE without a heading: "There is …" tells what was seen.
    private bool SaysWhatIsThere(int first) =>
        Is(first, "there") && (Is(first + 1, "is") || Is(first + 1, "are") || Is(first + 1, "has") || Is(first + 1, "have"))
        || Is(first, "no") && (Is(first + 1, "evidence") || Is(first + 1, "focal") || Is(first + 1, "acute"))
        || Is(first, "the") && first + 2 < tokens.Count && (Is(first + 1, "heart") || Is(first + 1, "lungs") || Is(first + 1, "cardiomediastinal") || Is(first + 1, "cardiac"));

    private bool Is(int token, string word) => text.AsSpan(tokens[token].Start, tokens[token].Length).Equals(word, StringComparison.OrdinalIgnoreCase);

    private bool EndsSentence(int i)
    {
        var token = tokens[i];
        if (token.Kind == TokenKind.Period) return !IsInsideNumberOrAbbreviation(i);
        return token.Kind == TokenKind.Newline && EndsAtNewline(i);
    }

    private bool IsInsideNumberOrAbbreviation(int i)
    {
        if (i + 1 >= tokens.Count) return false;
        if (i == _first) return false;
        var before = tokens[i - 1];
        var joined = tokens[i + 1].Start == tokens[i].End && tokens[i + 1].Kind is TokenKind.Word or TokenKind.Number && char.IsLower(text[tokens[i + 1].Start]);
        if (before.Kind == TokenKind.Number) return i - 1 == _first ? false : joined && !char.IsLetter(text[tokens[i + 1].Start]);
        return before.Length == 1 && joined || IsTitle(before);
    }

    private bool IsTitle(Token word) =>
        text.AsSpan(word.Start, word.Length) is "Dr" or "dr" or "DR" or "Mr" or "Mrs" or "Ms" or "approx" or "e.g" or "i.e" or "vs" or "St";

    // A line break ends a sentence unless the line was wrapped: too full to have ended by itself, or ending in the middle of a phrase.
    private bool EndsAtNewline(int i)
    {
        if (i + 1 >= tokens.Count || tokens[i + 1].Kind == TokenKind.Newline) return true;
        if (i == _first) return true;
        var next = tokens[i + 1];
        if (HeadingAt(i + 1, out _) is not null) return true;
        if (next.Kind == TokenKind.Number && i + 2 < tokens.Count && text[next.End..].TrimStart() is ['.' or ')', ..]) return true;
        if (tokens[i - 1].Kind is TokenKind.Comma || !char.IsUpper(text[next.Start])) return false;
        var lineStart = text.LastIndexOf('\n', Math.Max(0, tokens[i].Start - 1)) + 1;
        if (tokens[i].Start - lineStart >= WrappedLine) return false;
        var last = text.AsSpan(tokens[i - 1].Start, tokens[i - 1].Length);
        return !IsAllUpper(last) || !IsAllUpper(text.AsSpan(next.Start, next.Length)) ? !IsUnfinished(last) : false;
    }

    private static bool IsAllUpper(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
            if (char.IsLower(c)) return false;
        return word.Length > 1;
    }

    private static bool IsUnfinished(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[12];
        return word.Length <= 12 && lower[..word.ToLowerInvariant(lower)] is "of" or "no" or "or" or "and" or "the" or "a" or "an" or "in" or "at" or "with" or "without" or "for" or "to" or "is" or "are" or "not" or "has" or "have" or "nor"
            or "right" or "left" or "on" or "focal" or "acute" or "new" or "evidence" or "pleural" or "any" or "definite" or "significant" or "from" or "by" or "as" or "may" or "no." or "seen" or "large" or "small";
    }

    private bool IsUpperWord(int i) => tokens[i].Kind == TokenKind.Word && char.IsUpper(text[tokens[i].Start]);

    // One to five words and a colon; or one known heading alone on its line in capitals.
    private (ReportPart Part, string Section)? HeadingAt(int i, out int after)
    {
        after = i;
        if (i >= tokens.Count || tokens[i].Kind != TokenKind.Word) return null;
        var end = i;
        while (end < tokens.Count && end - i < LongestHeading && tokens[end].Kind == TokenKind.Word) end++;
        if (end >= tokens.Count) return null;
        var isColon = tokens[end].Kind == TokenKind.Colon;
        var isOwnLine = tokens[end].Kind == TokenKind.Newline && (i == 0 || tokens[i - 1].Kind == TokenKind.Newline) && char.IsUpper(text[tokens[i].Start]);
        if (!isColon && !isOwnLine) return null;
        after = end + 1;
        return Headings.Find(text.AsSpan(tokens[i].Start, tokens[end - 1].End - tokens[i].Start));
    }
}
