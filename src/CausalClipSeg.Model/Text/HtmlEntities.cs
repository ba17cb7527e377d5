using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace CausalClipSeg.Model;

/// <summary>
/// Character references as HTML 5 reads them, which is how CLIP's tokenizer unescapes text: old names count without their semicolon
/// too ("&amp;lt5 mm"), and numbers 128 to 159 mean what Windows wrote there.
/// </summary>
internal static partial class HtmlEntities
{
    private const string WithoutSemicolon =
        "AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave Euml GT Iacute Icirc Igrave Iuml LT Ntilde Oacute Ocirc Ograve " +
        "Oslash Otilde Ouml QUOT REG THORN Uacute Ucirc Ugrave Uuml Yacute aacute acirc acute aelig agrave amp aring atilde auml brvbar ccedil cedil cent copy " +
        "curren deg divide eacute ecirc egrave eth euml frac12 frac14 frac34 gt iacute icirc iexcl igrave iquest iuml laquo lt macr micro middot nbsp not ntilde " +
        "oacute ocirc ograve ordf ordm oslash otilde ouml para plusmn pound quot raquo reg sect shy sup1 sup2 sup3 szlig thorn times uacute ucirc ugrave uml uuml yacute yen yuml";

    /// <summary>What Windows means by U+0080 to U+009F.</summary>
    public const string Windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
    private const string Unknown = "\ufffd";
    private static readonly HashSet<string> Short = [.. WithoutSemicolon.Split(' ')];

    /// <summary>Names of HTML 5 for what stands on a keyboard, which .NET does not know: it has HTML 4's.</summary>
    private static readonly Dictionary<string, string> Keyboard = (
        "Tab \t,NewLine \n,excl !,num #,dollar $,percnt %,lpar (,rpar ),ast *,plus +,period .,sol /,colon :,semi ;,equals =,quest ?,commat @,"
        + "lsqb [,lbrack [,bsol \\,rsqb ],rbrack ],Hat ^,lowbar _,grave `,lcub {,lbrace {,verbar |,vert |,rcub },rbrace },half ½,hyphen ‐,dash ‐,check ✓,checkmark ✓")
        .Split(',').Select(pair => pair.Split(' ', 2)).ToDictionary(pair => $"&{pair[0]};", pair => pair[1], StringComparer.Ordinal);

    public static string Unescape(string text) => text.Contains('&', StringComparison.Ordinal) ? Reference().Replace(text, match => Character(match.Value)) : text;

    /// <summary>Only those that end with their semicolon.</summary>
    public static string UnescapeWhole(string text) => Whole().Replace(text, match => Character(match.Value));

    private static string Character(string reference) => reference[1] == '#' ? Number(reference) : Named(reference);

    private static string Number(string reference)
    {
        var hexadecimal = reference[2] is 'x' or 'X';
        var digits = reference.AsSpan(hexadecimal ? 3 : 2).TrimEnd(';');
        if (!long.TryParse(digits, hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return Unknown;
        return code switch
        {
            0 => Unknown,
            >= 0x80 and <= 0x9f => Windows1252[(int)code - 0x80].ToString(),
            >= 0xd800 and <= 0xdfff => Unknown,
            < 0 or > 0x10ffff => Unknown,
            0x0d or 0x09 or 0x0a or 0x0c => ((char)code).ToString(),
            < 0x20 or 0x7f or >= 0xfdd0 and <= 0xfdef => "",
            _ when (code & 0xfffe) == 0xfffe => "", // no characters
            _ => Rune.IsValid((int)code) ? new Rune((int)code).ToString() : Unknown,
        };
    }

    private static string Named(string reference)
    {
        if (reference[^1] == ';' && Decoded(reference) is { } whole)
            return whole;
        for (var length = Math.Min(reference.Length - 1, 6); length > 1; length--)
            if (Short.Contains(reference[1..(length + 1)]))
                return Decoded($"&{reference[1..(length + 1)]};") + reference[(length + 1)..];
        return reference;
    }

    private static string? Decoded(string reference) => reference switch
    {
        "&AMP;" or "&COPY;" or "&GT;" or "&LT;" or "&QUOT;" or "&REG;" => WebUtility.HtmlDecode(reference.ToLowerInvariant()),
        "&comma;" => ",",
        _ when Keyboard.TryGetValue(reference, out var key) => key,
        _ => WebUtility.HtmlDecode(reference) is var decoded && decoded != reference ? decoded : null,
    };

    [GeneratedRegex("&#?[0-9A-Za-z]{1,24};")]
    private static partial Regex Whole();

    [GeneratedRegex(@"&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")]
    private static partial Regex Reference();
}
