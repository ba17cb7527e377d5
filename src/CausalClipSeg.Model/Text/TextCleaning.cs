using System.Text;
using System.Text.RegularExpressions;

namespace CausalClipSeg.Model;

/// <summary>CLIP's cleaning of text, shared by the tokenizer and by whoever learns its merges.</summary>
internal static partial class TextCleaning
{
    private const int MostEscapings = 4;
    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "ſt", "st"]; // U+FB00 to U+FB06
    private static readonly string[] Digraphs = ["DŽ", "Dž", "dž", "LJ", "Lj", "lj", "NJ", "Nj", "nj"]; // U+01C4 to U+01CC

    /// <summary>Repaired, then unescaped twice, because texts are met that were escaped twice.</summary>
    public static string Clean(string text) =>
        Lower(WhiteSpace().Replace(HtmlEntities.Unescape(HtmlEntities.Unescape(Repaired(Unescaped(text)))), " ").Trim());

    /// <summary>Before the first line with markup, what is whole is unescaped before it is repaired: &amp;rsquo; is an apostrophe as ’ is.</summary>
    private static string Unescaped(string text)
    {
        if (!text.Contains('&', StringComparison.Ordinal))
            return text;
        var plain = text.IndexOf('<', StringComparison.Ordinal) is var markup and >= 0 ? text.LastIndexOf('\n', markup) + 1 : text.Length;
        var (unescaped, before) = (text[..plain], "");
        for (var i = 0; i < MostEscapings && unescaped != before; i++)
            (before, unescaped) = (unescaped, HtmlEntities.UnescapeWhole(unescaped));
        return unescaped + text[plain..];
    }

    /// <summary>
    /// What CLIP has repaired before it reads (ftfy's defaults): curled quotes straightened, ligatures taken apart, full-width letters
    /// narrowed, control characters dropped or taken for what Windows means by them, letters and their marks composed. Text in a wrong encoding stays as it is.
    /// </summary>
    private static string Repaired(string text)
    {
        var plain = Controls().Replace(text, "");
        if (Ascii.IsValid(plain))
            return plain;
        var repaired = new StringBuilder(plain.Length);
        foreach (var rune in plain.EnumerateRunes()) // a lone surrogate becomes U+FFFD
            Add(repaired, rune);
        return repaired.ToString();
    }

    private static void Add(StringBuilder repaired, Rune rune)
    {
        if (rune.IsBmp && repaired.Length > 0 && LetterMarks.Composed(repaired[^1], (char)rune.Value) is { } composed)
            repaired[^1] = composed;
        else
            repaired.Append(Repaired(rune.Value is >= 0x80 and <= 0x9f ? new Rune(HtmlEntities.Windows1252[rune.Value - 0x80]) : rune));
    }

    private static string Repaired(Rune rune) => rune.Value switch
    {
        0x2bc or >= 0x2018 and <= 0x201b => "'",
        >= 0x201c and <= 0x201f => "\"",
        0x3000 => " ",
        0x132 => "IJ",
        0x133 => "ij",
        0x149 => "'n",
        >= 0x1c4 and <= 0x1cc => Digraphs[rune.Value - 0x1c4],
        >= 0x1f1 and <= 0x1f3 => rune.Value == 0x1f1 ? "DZ" : rune.Value == 0x1f2 ? "Dz" : "dz",
        >= 0xff01 and <= 0xff5e => ((char)(rune.Value - 0xfee0)).ToString(),
        >= 0xfb00 and <= 0xfb06 => Ligatures[rune.Value - 0xfb00],
        _ => rune.ToString(),
    };

    /// <summary>Where a small letter is two (Turkish İ) or depends on its place (a sigma at a word's end), .NET without ICU leaves the first and has one of the second.</summary>
    private static string Lower(string text) =>
        FinalSigma().Replace(text.Replace("İ", "i\u0307", StringComparison.Ordinal), "ς").ToLowerInvariant();

    [GeneratedRegex(@"\x1b\[[\d;]*[a-zA-Z]|[\u0000-\u0008\u000b\u000e-\u001f\u007f\u206a-\u206f\ufeff\ufff9-\ufffc]")]
    private static partial Regex Controls();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    // The letter first: what stands around it is looked at nowhere else, however long it is.
    [GeneratedRegex(@"Σ(?<=[\p{Lu}\p{Ll}\p{Lt}][\p{Mn}\p{Me}\p{Cf}\p{Lm}\p{Sk}'.:·]*Σ)(?![\p{Mn}\p{Me}\p{Cf}\p{Lm}\p{Sk}'.:·]*[\p{Lu}\p{Ll}\p{Lt}])")]
    private static partial Regex FinalSigma();
}
