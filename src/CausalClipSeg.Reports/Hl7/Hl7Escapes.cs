using System.Globalization;
using System.Text;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>Turns HL7's escape sequences into the characters they stand for, and text into something that cannot break a message (chapter 2.7).</summary>
public static class Hl7Escapes
{
    public static string Unescape(string raw, Hl7Delimiters delimiters, Encoding encoding)
    {
        if (!raw.Contains(delimiters.Escape)) return raw;
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            var end = raw[i] == delimiters.Escape ? raw.IndexOf(delimiters.Escape, i + 1) : -1;
            var meaning = end > i ? Meaning(raw.AsSpan(i + 1, end - i - 1), delimiters, encoding) : null;
            if (meaning is null)
            {
                text.Append(raw[i]);
                continue;
            }

            text.Append(meaning);
            i = end;
        }

        return text.ToString();
    }

    public static string Escape(string text, Hl7Delimiters delimiters)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
            _ = c switch
            {
                _ when c == delimiters.Escape => Append(escaped, delimiters, "E"),
                _ when c == delimiters.Field => Append(escaped, delimiters, "F"),
                _ when c == delimiters.Component => Append(escaped, delimiters, "S"),
                _ when c == delimiters.Subcomponent => Append(escaped, delimiters, "T"),
                _ when c == delimiters.Repetition => Append(escaped, delimiters, "R"),
                '\n' => Append(escaped, delimiters, ".br"),
                _ when char.IsControl(c) => escaped.Append(' '),
                _ => escaped.Append(c),
            };
        return escaped.ToString();
    }

    private static StringBuilder Append(StringBuilder text, Hl7Delimiters delimiters, string sequence) =>
        text.Append(delimiters.Escape).Append(sequence).Append(delimiters.Escape);

    // Null: no sequence of HL7's, so the backslash is a backslash.
    private static string? Meaning(ReadOnlySpan<char> sequence, Hl7Delimiters delimiters, Encoding encoding) => sequence switch
    {
        "F" => delimiters.Field.ToString(),
        "S" => delimiters.Component.ToString(),
        "T" => delimiters.Subcomponent.ToString(),
        "R" => delimiters.Repetition.ToString(),
        "E" => delimiters.Escape.ToString(),
        "H" or "N" => "",
        ['X', .. var hex] => Hex(hex, encoding),
        ['.', .. var command] => Formatting(command),
        ['C' or 'M' or 'Z', ..] when sequence.Length <= 8 && !sequence.Contains(' ') => "",
        _ => null,
    };

    private static string? Hex(ReadOnlySpan<char> digits, Encoding encoding)
    {
        if (digits.Length is 0 or > 4096 || digits.Length % 2 != 0 || !AllHex(digits)) return null;
        var bytes = Convert.FromHexString(digits);
        var set = Hl7CharacterSet.ForStrayBytes(encoding);
        var text = new Hl7CharacterSet("", set).Read(bytes)?.Text ?? set.GetString(bytes);
        return text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
    }

    private static bool AllHex(ReadOnlySpan<char> digits)
    {
        foreach (var digit in digits)
            if (!char.IsAsciiHexDigit(digit)) return false;
        return true;
    }

    private static string? Formatting(ReadOnlySpan<char> command)
    {
        var word = command.Length >= 2 ? command[..2] : command;
        var count = int.TryParse(command[word.Length..], NumberStyles.Integer, CultureInfo.InvariantCulture, out var n) ? Math.Clamp(n, 1, 50) : 1;
        return word switch
        {
            "br" or "ce" => "\n",
            "sp" => new string('\n', count),
            "sk" => new string(' ', count),
            "fi" or "nf" or "in" or "ti" => "",
            _ => null,
        };
    }
}
