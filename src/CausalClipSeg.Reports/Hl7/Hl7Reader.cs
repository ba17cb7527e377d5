using System.Text;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>Reads bytes into a message: the header first, byte for byte, because only it says in which characters the rest is written.</summary>
internal static class Hl7Reader
{
    private const int ShortestHeader = 8;

    public static Hl7ReadResult Read(ReadOnlySpan<byte> bytes, ReportReadingOptions options)
    {
        var body = SkipLead(bytes);
        if (!body.StartsWith("MSH"u8) || body.Length < ShortestHeader)
            return Refuse(ReportProblemKind.NotAReport, "100", "The message does not begin with an MSH segment; send an HL7 v2 message.", "MSH^1");
        var end = body.IndexOfAny((byte)'\r', (byte)'\n');
        var headerLine = Hl7CharacterSet.Bytewise.GetString(end < 0 ? body : body[..end]);
        var separator = headerLine[3];
        var encodingEnd = headerLine.IndexOf(separator, 4);
        if (Hl7Delimiters.From(separator, encodingEnd < 0 ? "" : headerLine[4..encodingEnd]) is not { } delimiters)
            return Refuse(ReportProblemKind.Malformed, "102", "The separators in MSH-1 and MSH-2 are not five different signs; send |^~\\& or others that differ.", "MSH^1^2");
        var header = new Hl7Segment(headerLine, delimiters, Hl7CharacterSet.Bytewise);
        var named = CharacterSetName(header);
        if (Hl7CharacterSet.Find(named.Length > 0 ? named : options.DefaultCharacterSet) is not { } characterSet)
        {
            var message = new Hl7Message([header], delimiters, new Hl7CharacterSet(named, Hl7CharacterSet.Bytewise));
            return new(message, new(ReportProblemKind.UnsupportedCharacterSet, "103", $"MSH-18 names the character set \"{named}\", which is not read here; send one of HL7 table 0211 such as UNICODE UTF-8.", "MSH^1^18"));
        }

        return Decode(body, header, delimiters, named.Length > 0 ? characterSet : characterSet with { Name = options.DefaultCharacterSet }, named.Length > 0);
    }

    // MSH-18 repeats where a message switches sets (ISO 2022): ASCII is part of each of them, so the first other one reads the message.
    private static string CharacterSetName(Hl7Segment header)
    {
        var names = Enumerable.Range(1, 4).Select(repetition => header.Value(18, 1, 1, repetition)).Where(name => name.Length > 0).ToList();
        return names.Find(name => name is not ("ASCII" or "ISO IR6")) ?? names.FirstOrDefault() ?? "";
    }

    public static ReadOnlySpan<byte> SkipLead(ReadOnlySpan<byte> bytes)
    {
        var body = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
        return body.TrimStart("\v\r\n \t"u8);
    }

    private static Hl7ReadResult Decode(ReadOnlySpan<byte> body, Hl7Segment header, Hl7Delimiters delimiters, Hl7CharacterSet declared, bool isDeclared)
    {
        // Nothing was declared: UTF-8, which checks itself, or what senders mean who never heard of MSH-18.
        var read = declared.Read(body) ?? (isDeclared ? null : Hl7CharacterSet.Western.Read(body));
        return read is var (text, used)
            ? new(new(Segments(text, delimiters, used.Encoding), delimiters, used), null)
            : new(
                new([header], delimiters, new(declared.Name, Hl7CharacterSet.Bytewise)),
                new(ReportProblemKind.Malformed, "102", isDeclared
                    ? $"The message holds bytes that its character set {declared.Name} (MSH-18) does not have; correct MSH-18 or the text."
                    : "The message holds bytes of no character set that can be told, and MSH-18 is empty; name the character set in MSH-18.", "MSH^1^18"));
    }

    // A line that does not begin like a segment belongs to the one before: text with bare line ends is common and harmless.
    private static List<Hl7Segment> Segments(string text, Hl7Delimiters delimiters, Encoding encoding)
    {
        var segments = new List<Hl7Segment>();
        var current = new StringBuilder();
        var blank = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsWhiteSpace())
                blank++;
            else if (BeginsSegment(line, delimiters.Field) && current.Length > 0)
            {
                segments.Add(new(current.ToString(), delimiters, encoding));
                current.Clear().Append(line);
                blank = 0;
            }
            else
            {
                if (current.Length > 0) current.Append('\n', blank + 1);
                current.Append(line);
                blank = 0;
            }
        }

        segments.Add(new(current.ToString().TrimEnd('\x1c'), delimiters, encoding));
        return segments;
    }

    // Three capitals on a line of their own are a segment only where HL7 knows one that may be empty: "RLL" is a lobe.
    private static bool BeginsSegment(ReadOnlySpan<char> line, char separator) => line.Length == 3
        ? line is "PD1" or "PV1" or "PV2" or "NK1" or "ORC" or "NTE" or "TQ1" or "DSC"
        : line.Length > 3 && line[3] == separator && char.IsAsciiLetterUpper(line[0]) && IsIdLetter(line[1]) && IsIdLetter(line[2]);

    private static bool IsIdLetter(char c) => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c);

    private static Hl7ReadResult Refuse(ReportProblemKind kind, string code, string sentence, string location) => new(null, new(kind, code, sentence, location));
}
