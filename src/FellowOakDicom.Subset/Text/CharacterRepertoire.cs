using System.Collections.Frozen;
using System.Text;

namespace FellowOakDicom.Text;

/// <summary>Where ISO 2022 places a repertoire: the lower (G0) or the upper (G1) half of the code table.</summary>
internal enum CodeArea
{
    G0,
    G1,
}

/// <summary>One defined term of Specific Character Set (PS3.3 section C.12.1.1.2) with its ISO 2022 escape sequence.</summary>
internal sealed record CharacterRepertoire(string Term, Encoding Encoding, CodeArea Area, bool IsMultiByte, byte[] Escape)
{
    private static readonly FrozenDictionary<string, CharacterRepertoire> ByNumber = new[]
    {
        Single("6", 20127, ""), Single("100", 28591, "-A"), Single("101", 28592, "-B"), Single("109", 28593, "-C"),
        Single("110", 28594, "-D"), Single("144", 28595, "-L"), Single("127", 28596, "-G"), Single("126", 28597, "-F"),
        Single("138", 28598, "-H"), Single("148", 28599, "-M"), Single("203", 28605, "-b"), Single("13", 932, ")I"),
        Single("166", 874, "-T"), Multi("87", 51932, CodeArea.G0, "$B"), Multi("159", 20932, CodeArea.G0, "$(D"),
        Multi("149", 51949, CodeArea.G1, "$)C"), Multi("58", 936, CodeArea.G1, "$)A"),
    }.ToFrozenDictionary(r => r.Term, StringComparer.Ordinal);

    internal static readonly CharacterRepertoire Ascii = ByNumber["6"] with { Encoding = Encoding.Latin1 };

    internal static readonly CharacterRepertoire Utf8 = new("192", new UTF8Encoding(false), CodeArea.G1, true, []);

    internal static readonly CharacterRepertoire Gb18030 = new("GB18030", CodePage(54936), CodeArea.G1, true, []);

    internal static readonly CharacterRepertoire Gbk = new("GBK", CodePage(936), CodeArea.G1, true, []);

    /// <summary>Repertoires that an escape sequence may name.</summary>
    internal static IEnumerable<CharacterRepertoire> Designatable => ByNumber.Values.Where(r => r.Escape.Length > 0);

    /// <summary>Whether the term stands alone: these sets forbid code extensions.</summary>
    internal bool IsComplete => Escape.Length == 0 && IsMultiByte;

    /// <summary>The repertoire of a term, forgiving the usual misspellings; null for an unknown one.</summary>
    internal static CharacterRepertoire? Find(string term)
    {
        var name = term.Trim(' ', '\0').ToUpperInvariant().Replace('-', '_').Replace(' ', '_');
        switch (name)
        {
            case "" or "ISO_IR_6" or "ISO_2022_IR_6":
                return Ascii;
            case "ISO_IR_192" or "UTF_8":
                return Utf8;
            case "GB18030" or "GB_18030":
                return Gb18030;
            case "GBK" or "ISO_2022_GBK":
                return Gbk;
        }

        return name.StartsWith("ISO", StringComparison.Ordinal) && ByNumber.TryGetValue(name[(name.LastIndexOf('_') + 1)..], out var found)
            ? found
            : null;
    }

    internal bool CanEncode(string text)
    {
        var encoder = (Encoding)Encoding.Clone();
        encoder.EncoderFallback = EncoderFallback.ExceptionFallback;
        try
        {
            _ = encoder.GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static CharacterRepertoire Single(string number, int codePage, string escape) =>
        new(number, CodePage(codePage), CodeArea.G1, false, EscapeBytes(escape));

    private static CharacterRepertoire Multi(string number, int codePage, CodeArea area, string escape) =>
        new(number, CodePage(codePage), area, true, EscapeBytes(escape));

    private static byte[] EscapeBytes(string tail) => tail.Length == 0 ? [] : [0x1B, .. Encoding.ASCII.GetBytes(tail)];

    private static Encoding CodePage(int number) =>
        CodePagesEncodingProvider.Instance.GetEncoding(number) ?? Encoding.GetEncoding(number);
}
