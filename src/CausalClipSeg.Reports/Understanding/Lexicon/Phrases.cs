using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>Turns a phrase as written in a lexicon into word numbers, by the tokenizer that reads reports.</summary>
internal static class Phrases
{
    public static int[] Numbers(string phrase, Vocabulary words)
    {
        foreach (var word in phrase.Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries))
            foreach (var part in word.StartsWith("non-", StringComparison.Ordinal) ? [word] : word.Split('-', StringSplitOptions.RemoveEmptyEntries)) words.Add(part);
        foreach (var mark in phrase.Where(c => !char.IsLetterOrDigit(c) && c is not (' ' or '-' or '\''))) words.Add([mark]);
        return [.. Tokenizer.Cut(phrase, words).Where(token => token.Word >= 0).Select(token => token.Word)];
    }
}
