using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace CausalClipSeg.Model;

/// <summary>
/// Divides cleaned text as CLIP's regular expression does: contractions, runs of letters, single digits, runs of anything else. By code points, which .NET's own
/// expressions do not know: beyond the first 65,536 they take a letter for two signs.
/// </summary>
internal sealed class ClipWords : PreTokenizer
{
    private static readonly string[] Whole = ["<|startoftext|>", "<|endoftext|>", "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind { Space, Letter, Number, Other }

    public static IEnumerable<string> Of(string cleaned) => Places(cleaned).Select(word => cleaned.Substring(word.Offset, word.Length));

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => Places(text);

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => Places(text.ToString());

    private static IEnumerable<(int Offset, int Length)> Places(string text)
    {
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = Array.Find(Whole, word => string.CompareOrdinal(text, at, word, 0, word.Length) == 0)?.Length ?? 0;
            if (length == 0 && Run(text, at, out length) == Kind.Space)
                continue;
            yield return (at, length);
        }
    }

    private static Kind Run(string text, int at, out int length)
    {
        var kind = Of(text, at, out length);
        while (kind != Kind.Number && at + length < text.Length && Of(text, at + length, out var next) == kind)
            length += next;
        return kind;
    }

    private static Kind Of(string text, int at, out int length)
    {
        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length);
        return Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Other,
        };
    }
}
