using System.Text;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>One segment, its fields counted as HL7 counts them (MSH-1 is the separator itself).</summary>
public sealed class Hl7Segment
{
    private readonly string[] _fields;
    private readonly Hl7Delimiters _delimiters;
    private readonly Encoding _encoding;

    internal Hl7Segment(string line, Hl7Delimiters delimiters, Encoding encoding)
    {
        _delimiters = delimiters;
        _encoding = encoding;
        _fields = line.Split(delimiters.Field);
        Id = _fields[0];
    }

    public string Id { get; }

    /// <summary>A field as it stands in the message, escapes and all; empty where the segment ends before it.</summary>
    public string Raw(int field)
    {
        if (Id == "MSH" && field == 1) return _delimiters.Field.ToString();
        var index = Id == "MSH" ? field - 1 : field;
        return index >= 0 && index < _fields.Length ? _fields[index] : "";
    }

    /// <summary>One component, unescaped and trimmed; HL7's explicit null ("") counts as empty.</summary>
    public string Value(int field, int component = 1, int subcomponent = 1, int repetition = 1)
    {
        var part = Part(Part(Part(Raw(field), _delimiters.Repetition, repetition), _delimiters.Component, component), _delimiters.Subcomponent, subcomponent);
        return part == "\"\"" ? "" : Unescape(part).Trim();
    }

    /// <summary>How often a field repeats; 1 where it does not, and where it is empty.</summary>
    public int Repetitions(int field) => Raw(field).Count(c => c == _delimiters.Repetition) + 1;

    /// <summary>The repetitions of a text field, each unescaped as a whole.</summary>
    public IEnumerable<string> Texts(int field) =>
        Raw(field).Split(_delimiters.Repetition).Select(repetition => repetition == "\"\"" ? "" : Unescape(repetition));

    /// <summary>Everything after the given number of component separators, unescaped: for data that holds separators of its own.</summary>
    public string Rest(int field, int afterComponents)
    {
        var raw = Raw(field);
        var at = 0;
        for (var i = 0; i < afterComponents; i++)
        {
            var next = raw.IndexOf(_delimiters.Component, at);
            if (next < 0) return "";
            at = next + 1;
        }

        return Unescape(raw[at..]);
    }

    private static string Part(string text, char separator, int number)
    {
        var start = 0;
        for (var i = 1; i < number; i++)
        {
            var next = text.IndexOf(separator, start);
            if (next < 0) return "";
            start = next + 1;
        }

        var end = text.IndexOf(separator, start);
        return end < 0 ? text[start..] : text[start..end];
    }

    private string Unescape(string raw) => Hl7Escapes.Unescape(raw, _delimiters, _encoding);
}
