using System.Text;
using System.Text.RegularExpressions;

namespace CausalClipSeg.Model;

/// <summary>CLIP's cleaning and splitting of text, shared by the tokenizer and by whoever learns its merges.</summary>
internal static partial class TextCleaning
{
    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "ſt", "st"]; // U+FB00 to U+FB06

    /// <summary>Letters before a mark and the letters that they make with it; Unicode's own tables are not there without ICU.</summary>
    private static readonly Dictionary<char, (string Letters, string Composed)> Marks = new()
    {
        ['\u0300'] = ("AEIOUaeiouNn", "ÀÈÌÒÙàèìòùǸǹ"), ['\u0301'] = ("AEIOUYaeiouyCcLlNnRrSsZz", "ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹź"),
        ['\u0302'] = ("AEIOUaeiouCcGgHhJjSsWwYy", "ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷ"), ['\u0303'] = ("ANOanoIiUu", "ÃÑÕãñõĨĩŨũ"),
        ['\u0308'] = ("AEIOUaeiouYy", "ÄËÏÖÜäëïöüŸÿ"), ['\u030a'] = ("AaUu", "ÅåŮů"), ['\u0327'] = ("CcSsTt", "ÇçŞşŢţ"),
        ['\u030c'] = ("CcDdEeNnRrSsTtZz", "ČčĎďĚěŇňŘřŠšŤťŽž"),
    };

    /// <summary>Repaired, then unescaped twice, because texts are met that were escaped twice.</summary>
    public static string Clean(string text) =>
        WhiteSpace().Replace(HtmlEntities.Unescape(HtmlEntities.Unescape(Repaired(text))), " ").Trim().ToLowerInvariant();

    [GeneratedRegex(@"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", RegexOptions.IgnoreCase)]
    public static partial Regex Words();

    /// <summary>
    /// What CLIP has repaired before it reads (ftfy's defaults): curled quotes straightened, ligatures taken apart, full-width letters
    /// narrowed, control characters dropped, Latin letters and their marks composed. Text in a wrong encoding stays as it is.
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
        if (rune.IsBmp && repaired.Length > 0 && Marks.TryGetValue((char)rune.Value, out var mark) && mark.Letters.IndexOf(repaired[^1], StringComparison.Ordinal) is var at and >= 0)
            repaired[^1] = mark.Composed[at];
        else
            repaired.Append(rune.Value switch
            {
                0x2bc or >= 0x2018 and <= 0x201b => "'",
                >= 0x201c and <= 0x201f => "\"",
                0x3000 => " ",
                >= 0xff01 and <= 0xff5e => ((char)(rune.Value - 0xfee0)).ToString(),
                >= 0xfb00 and <= 0xfb06 => Ligatures[rune.Value - 0xfb00],
                _ => rune.ToString(),
            });
    }

    [GeneratedRegex(@"[\u0000-\u0008\u000b\u000e-\u001f\u007f\u206a-\u206f\ufeff\ufff9-\ufffc]")]
    private static partial Regex Controls();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
