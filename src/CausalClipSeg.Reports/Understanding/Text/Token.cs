namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>A piece of the text by place, with the vocabulary's number for a word it knows (else -1); nothing is copied.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int Length, int Word)
{
    public int End => Start + Length;
}
