namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>Finds headings: a known name with what may trail it (number, date, views, author), closed by a colon, a dash or the end of its line.</summary>
internal sealed class HeadingReader(string text, List<Token> tokens)
{
    private const int LongestName = 5;
    private const int LongestTrail = 24;

    /// <summary>The heading that begins at a token; null where none does.</summary>
    public Heading? At(int i)
    {
        if (i >= tokens.Count || tokens[i].Kind != TokenKind.Word || !char.IsLetter(text[tokens[i].Start])) return null;
        if (Named(i, out var end) is { } name && Closed(name.Part, name.Section, i, end) is { } heading) return heading;
        return BeginsLine(i) && char.IsUpper(text[tokens[i].Start]) ? OfItsLine(i) : null;
    }

    /// <summary>True where a line's first words stand.</summary>
    public bool BeginsLine(int i)
    {
        while (i > 0 && tokens[i - 1].Kind == TokenKind.Other) i--;
        return i == 0 || tokens[i - 1].Kind is TokenKind.Newline or TokenKind.Bullet;
    }

    // The longest known name that begins here.
    private (ReportPart Part, string Section)? Named(int i, out int end)
    {
        Span<char> name = stackalloc char[60];
        var length = 0;
        (ReportPart, string)? found = null;
        end = i;
        for (var k = i; k < tokens.Count && k - i < LongestName && tokens[k].Kind == TokenKind.Word; k++)
        {
            if (length + tokens[k].Length + 1 > name.Length) break;
            if (k > i) name[length++] = ' ';
            length += text.AsSpan(tokens[k].Start, tokens[k].Length).ToLowerInvariant(name[length..]);
            if (Headings.Find(name[..length]) is not { } known) continue;
            found = known;
            end = k + 1;
        }

        return found;
    }

    private Heading? Closed(ReportPart part, string section, int i, int end)
    {
        var own = BeginsLine(i) && char.IsUpper(text[tokens[i].Start]);
        if (own && end < tokens.Count && HasDash(end)) return new(part, section, end);
        var free = section == "addendum";
        for (var k = end; k <= end + LongestTrail; k++)
        {
            if (k >= tokens.Count) return null;
            var kind = tokens[k].Kind;
            if (kind == TokenKind.Colon && !IsTime(k)) return new(part, section, k + 1);
            // What trails a name without a colon is left to be read: the date of COMPARISON 3/4/2020 is all it says.
            if (kind is TokenKind.Newline or TokenKind.Bullet) return own ? new(part, section, k == end ? k + 1 : end) : null;
            if (IsWord(k, "by")) free = true;
            if (!(free || kind is TokenKind.Number or TokenKind.Other or TokenKind.Comma || (kind == TokenKind.Word && Headings.IsView(Word(k))))) return null;
        }

        return null;
    }

    // Words and a colon at the beginning of a line: their last one may name the part ("PERTINENT HISTORY:"), or they name what is looked at.
    private Heading? OfItsLine(int i)
    {
        var end = i;
        while (end < tokens.Count && end - i < LongestName && tokens[end].Kind is TokenKind.Word or TokenKind.Other) end++;
        if (end >= tokens.Count || tokens[end].Kind != TokenKind.Colon || tokens[end - 1].Kind != TokenKind.Word) return null;
        if (Headings.OfLast(Word(end - 1)) is { } known) return new(known.Part, known.Section, end + 1);
        for (var k = i; k < end; k++)
            if (Headings.IsOrgan(Word(k))) return new(null, "findings", i);
        return new(null, "", i);
    }

    private ReadOnlySpan<char> Word(int k) => text.AsSpan(tokens[k].Start, tokens[k].Length);

    private bool IsWord(int k, string word) => Word(k).Equals(word, StringComparison.OrdinalIgnoreCase);

    // "14:05" is no heading's end.
    private bool IsTime(int colon) =>
        colon + 1 < tokens.Count && tokens[colon - 1].Kind == TokenKind.Number && tokens[colon + 1].Kind == TokenKind.Number && tokens[colon + 1].Start == tokens[colon].End;

    // "FINDINGS - The lungs…": a dash with a blank beside it.
    private bool HasDash(int next)
    {
        var between = text.AsSpan(tokens[next - 1].End, tokens[next].Start - tokens[next - 1].End);
        return between.Length > 1 && between.IndexOfAny("-\u2013\u2014") >= 0;
    }
}
