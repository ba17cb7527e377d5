namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>Cuts text into tokens in one pass; hyphens and slashes part words, so that air-space and air space are the same.</summary>
internal static class Tokenizer
{
    public static List<Token> Cut(ReadOnlySpan<char> text, Vocabulary vocabulary)
    {
        var tokens = new List<Token>(text.Length / 5 + 4);
        var at = 0;
        var beginsLine = true;
        while (at < text.Length)
        {
            var c = text[at];
            var start = at;
            beginsLine = c is '\n' or '\r' || (beginsLine && (IsDash(c) || char.IsWhiteSpace(c)));
            if (char.IsLetter(c))
            {
                at = WordEnd(text, at);
                // "non-homogeneous" is a word of its own, and denies nothing but itself.
                if (text[start..at].Equals("non", StringComparison.OrdinalIgnoreCase) && at + 1 < text.Length && text[at] == '-' && char.IsLetter(text[at + 1])) at = WordEnd(text, at + 1);
                AddWord(tokens, text, start, at, vocabulary);
            }
            else if (char.IsAsciiDigit(c))
            {
                at = NumberEnd(text, at);
                tokens.Add(new(TokenKind.Number, start, at - start, -1));
            }
            else
            {
                at++;
                if (c == '\r' && at < text.Length && text[at] == '\n') continue;
                // What begins a line's words is an item of a list ("- no effusion"); elsewhere a dash joins or parts words.
                if ((IsDash(c) && beginsLine ? TokenKind.Bullet : Mark(c)) is { } kind) tokens.Add(new(kind, start, 1, kind == TokenKind.Other ? vocabulary.Find(text.Slice(start, 1)) : -1));
            }
        }

        return tokens;
    }

    private static int WordEnd(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || IsInner(text, at))) at++;
        return at;
    }

    private static bool IsInner(ReadOnlySpan<char> text, int at) =>
        (Letters.IsApostrophe(text[at]) || text[at] == Letters.SoftHyphen) && at + 1 < text.Length && char.IsLetter(text[at + 1]);

    private static int NumberEnd(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))) at++;
        return at;
    }

    // Dictation and old interfaces run "right" and "left" into the next word.
    private static void AddWord(List<Token> tokens, ReadOnlySpan<char> text, int start, int end, Vocabulary vocabulary)
    {
        var word = text[start..end];
        var number = vocabulary.Find(word);
        var side = word.StartsWith("right", StringComparison.OrdinalIgnoreCase) ? 5 : word.StartsWith("left", StringComparison.OrdinalIgnoreCase) ? 4 : 0;
        if (number < 0 && side > 0 && word.Length > side && vocabulary.Find(word[side..]) is >= 0 and var rest)
        {
            tokens.Add(new(TokenKind.Word, start, side, vocabulary.Find(word[..side])));
            tokens.Add(new(TokenKind.Word, start + side, end - start - side, rest));
            return;
        }

        tokens.Add(new(TokenKind.Word, start, end - start, number));
    }

    private static bool IsDash(char c) => c is '-' or '*' or '\u2013' or '\u2014' or '\u00b7';

    private static TokenKind? Mark(char c) => c switch
    {
        ',' => TokenKind.Comma,
        ';' => TokenKind.Semicolon,
        ':' => TokenKind.Colon,
        '.' or '!' => TokenKind.Period,
        '\n' or '\r' => TokenKind.Newline,
        '?' or '(' or ')' or '/' or '>' or '*' or '+' or '&' or '[' or ']' or '=' or '<' => TokenKind.Other,
        '\u2022' or '\u2023' or '\u25cf' or '\u25aa' => TokenKind.Bullet,
        _ => null,
    };
}
