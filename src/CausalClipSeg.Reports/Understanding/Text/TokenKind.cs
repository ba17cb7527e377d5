namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>What a token is to the rules: most care only for words and for the marks that part clauses.</summary>
internal enum TokenKind : byte
{
    Word,
    Number,
    Comma,
    Semicolon,
    Colon,
    Period,
    Newline,

    /// <summary>A mark that begins an item of a list.</summary>
    Bullet,
    Other,
}
