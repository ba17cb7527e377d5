using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Tells by their letters what words are that no page of the lexicon knows.</summary>
internal sealed class PlainWords(SentenceReading sentence, string text)
{
    private static readonly WordSet _small = new("today", "now", "only", "most", "more", "than", "just", "so", "too", "very", "both", "all");

    /// <summary>A word that no page of the lexicon knows and that describes nothing: the head of what stands before it.</summary>
    public bool IsNoun(int token) =>
        sentence.Kind(token) == TokenKind.Word && sentence.Kind(token - 1) != TokenKind.Number && sentence.CueFrom(token) is null && sentence.PlaceFrom(token) is null && !IsFinding(token)
        && sentence.Tokens[token].Word != Vocabulary.Redacted && !IsAdverb(token) && !IsParticiple(token) && !IsSmallWord(token);

    public bool IsFinding(int token) => sentence.Findings.Exists(hit => hit.Start <= token && hit.End > token && !hit.IsPair);

    public bool IsAdverb(int token) => EndsWith(token, "ly");

    /// <summary>today, most, than: a word that heads nothing.</summary>
    public bool IsSmallWord(int token) => sentence.Kind(token) == TokenKind.Word && _small.Has(Word(token));

    public bool IsParticiple(int token) => EndsWith(token, "ed") || EndsWith(token, "ing");

    public bool Is(int token, string word) => sentence.Kind(token) == TokenKind.Word && Word(token).Equals(word, StringComparison.OrdinalIgnoreCase);

    private bool EndsWith(int token, string ending) => sentence.Kind(token) == TokenKind.Word && Word(token).EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private ReadOnlySpan<char> Word(int token) => text.AsSpan(sentence.Tokens[token].Start, sentence.Tokens[token].Length);
}
