namespace CausalClipSeg.Reports.Hl7;

/// <summary>The separators that a message declares for itself in MSH-1 and MSH-2 (HL7 v2 chapter 2.5.4).</summary>
public sealed record Hl7Delimiters(char Field, char Component, char Repetition, char Escape, char Subcomponent)
{
    public static Hl7Delimiters Usual { get; } = new('|', '^', '~', '\\', '&');

    /// <summary>MSH-2 as written: four characters, or five with HL7 2.7's truncation character.</summary>
    public string EncodingCharacters => string.Concat(Component, Repetition, Escape, Subcomponent);

    /// <summary>Null where two separators are the same or one is a letter, a digit or white space.</summary>
    public static Hl7Delimiters? From(char field, string encodingCharacters)
    {
        var at = (int i) => i < encodingCharacters.Length ? encodingCharacters[i] : Usual.EncodingCharacters[i];
        if (encodingCharacters.Length < 1) return null;
        var all = new[] { field, at(0), at(1), at(2), at(3) };
        var usable = all.Distinct().Count() == all.Length && !all.Any(c => char.IsLetterOrDigit(c) || char.IsWhiteSpace(c) || char.IsControl(c));
        return usable ? new Hl7Delimiters(all[0], all[1], all[2], all[3], all[4]) : null;
    }
}
