using System.Text;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>A character set of HL7 table 0211 and how its bytes are read.</summary>
/// <param name="Name">As MSH-18 names it.</param>
/// <param name="Encoding">Strict: bytes outside the set are an error, never a question mark in a report.</param>
public sealed record Hl7CharacterSet(string Name, Encoding Encoding)
{
    /// <summary>Reads every byte as one character; used where nothing is declared but a header must be found.</summary>
    public static Encoding Bytewise => Encoding.Latin1;

    public static Hl7CharacterSet Utf8 { get; } = new("UNICODE UTF-8", new UTF8Encoding(false, true));

    /// <summary>What senders mean by 8859/1, and by nothing: the same letters, with typographic signs where 8859/1 has controls that nobody sends.</summary>
    public static Hl7CharacterSet Western { get; } = new("WINDOWS-1252", Strict(1252));

    /// <summary>The set behind a name of table 0211, or null for one we do not read.</summary>
    public static Hl7CharacterSet? Find(string name) => Normal(name) switch
    {
        "" or "ASCII" or "USASCII" or "ISOIR6" => new(name, Strict(20127)),
        "UNICODEUTF8" or "UTF8" or "UNICODE" => new(name, Utf8.Encoding),
        "WINDOWS1252" or "CP1252" => new(name, Western.Encoding),
        "GB18030" or "GB180302000" => new(name, Strict(54936)),
        "KSX1001" or "KSC5601" => new(name, Strict(949)),
        "BIG5" => new(name, Strict(950)),
        "CNS116431992" => new(name, Strict(20000)),
        "ISOIR14" or "ISOIR87" or "ISOIR159" => new(name, Strict(50220)),
        var n when n.StartsWith("8859", StringComparison.Ordinal) => Latin(name, n[4..]),
        var n when n.StartsWith("ISO8859", StringComparison.Ordinal) => Latin(name, n[7..]),
        _ => null,
    };

    private static Hl7CharacterSet? Latin(string name, string part) =>
        int.TryParse(part, out var number) && number is (>= 1 and <= 9) or 13 or 15 ? new(name, number == 1 ? Western.Encoding : Strict(28590 + number)) : null;

    /// <summary>The characters of bytes that turn up where no set is named for them: a document in a message, a hexadecimal escape.</summary>
    public static Encoding ForStrayBytes(Encoding declared) =>
        Lenient(declared.CodePage == Encoding.ASCII.CodePage || declared.CodePage == Encoding.UTF8.CodePage ? Western.Encoding : declared);

    /// <summary>The text behind the bytes and the set it was read in; null where the bytes are not of this set.</summary>
    /// <remarks>UTF-8 checks itself: text of many letters that is valid as UTF-8 was meant so, though its sender calls it 8859/1.</remarks>
    public (string Text, Hl7CharacterSet Used)? Read(ReadOnlySpan<byte> bytes)
    {
        if (Encoding.CodePage == Western.Encoding.CodePage && bytes.ContainsAnyInRange((byte)0x80, (byte)0xFF) && Decode(Utf8.Encoding, bytes) is { } utf8) return (utf8, Utf8);
        return Decode(Encoding, bytes) is { } text && !(Encoding.IsSingleByte && text.AsSpan().ContainsAnyInRange('\u0080', '\u009F')) ? (text, this) : null;
    }

    private static string? Decode(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The same set with question marks where it has no character: for what we write, and for stray bytes.</summary>
    public static Encoding Lenient(Encoding encoding) => Of(encoding.CodePage, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);

    private static Encoding Strict(int codePage) => Of(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private static Encoding Of(int codePage, EncoderFallback encoder, DecoderFallback decoder) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage, encoder, decoder) ?? Encoding.GetEncoding(codePage, encoder, decoder);

    private static string Normal(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
